package io.mq4j.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SourceFilesTest {
  private static final Path ROOT = Path.of("..");
  private static final Set<String> NOT_LIBRARIES = Set.of("mq-examples", "mq-bench", "mq-checks");

  @Test
  void no_class_is_longer_than_400_lines() {
    assertThat(mainSources())
        .isNotEmpty()
        .allSatisfy(file -> assertThat(lines(file)).as("%s", file).hasSizeLessThanOrEqualTo(400));
  }

  @Test
  void every_package_is_null_marked_and_says_what_it_is() {
    Set<Path> packages =
        mainSources().stream()
            .filter(file -> !file.endsWith("module-info.java"))
            .map(Path::getParent)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages)
        .allSatisfy(
            directory -> {
              Path info = directory.resolve("package-info.java");
              assertThat(info).exists();
              assertThat(lines(info)).contains("@NullMarked");
              assertThat(lines(info).get(0)).startsWith("/**");
            });
  }

  @Test
  void every_library_module_is_seen_by_the_architecture_rules() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(libraries())
        .allSatisfy(
            module ->
                assertThat(pom).contains("<artifactId>" + module.getFileName() + "</artifactId>"));
  }

  private static List<Path> libraries() {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
          .filter(module -> !NOT_LIBRARIES.contains(module.getFileName().toString()))
          .filter(module -> !module.getFileName().toString().equals("mq-api"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> mainSources() {
    return Stream.concat(Stream.of(ROOT.resolve("mq-api")), libraries().stream())
        .map(module -> module.resolve("src/main/java"))
        .flatMap(SourceFilesTest::walk)
        .filter(file -> file.toString().endsWith(".java"))
        .toList();
  }

  private static Stream<Path> walk(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
