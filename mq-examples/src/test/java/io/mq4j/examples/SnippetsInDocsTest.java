package io.mq4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SnippetsInDocsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern SNIPPET =
      Pattern.compile("// snippet: ([A-Za-z]+)\\n(.*?)\\n *// end\\n", Pattern.DOTALL);
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- snippet: ([A-Za-z]+) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);

  @Test
  void each_java_block_in_the_docs_is_code_that_is_compiled_and_run() throws IOException {
    assertThat(faults(snippets(), documents())).isEmpty();
  }

  @Test
  void a_wrong_block_is_found() {
    Map<String, String> snippets = Map.of("one", "  a(\n      b);");
    assertThat(faults(snippets, Map.of("d", block("<!-- snippet: one -->\n", "a( b);")))).isEmpty();
    assertThat(faults(snippets, Map.of("d", block("<!-- snippet: one -->\n", "a(c);")))).hasSize(1);
    assertThat(faults(snippets, Map.of("d", block("<!-- snippet: two -->\n", "a(b);")))).hasSize(1);
    assertThat(faults(snippets, Map.of("d", block("", "a(b);")))).hasSize(1);
  }

  private static String block(String marker, String code) {
    return "Text.\n\n" + marker + "```java\n" + code + "\n```\n";
  }

  private static List<String> faults(Map<String, String> snippets, Map<String, String> documents) {
    List<String> faults = new ArrayList<>();
    documents.forEach(
        (document, text) -> {
          for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            String name = block.group(1);
            String code = name == null ? null : snippets.get(name);
            if (code == null) {
              faults.add(document + ": no code is known as '" + name + "': " + block.group(2));
            } else if (!words(code).equals(words(block.group(2)))) {
              faults.add(document + ": snippet '" + name + "' differs from the code:\n" + code);
            }
          }
        });
    return faults;
  }

  private static String words(String code) {
    return code.strip().replaceAll("\\s+", " ");
  }

  private static Map<String, String> snippets() throws IOException {
    Map<String, String> snippets = new HashMap<>();
    for (Path source : files(Path.of("src"), ".java")) {
      for (Matcher found = SNIPPET.matcher(Files.readString(source)); found.find(); ) {
        String twice = snippets.put(found.group(1), found.group(2));
        assertThat(twice).as("the other snippet '%s'", found.group(1)).isNull();
      }
    }
    return snippets;
  }

  private static Map<String, String> documents() throws IOException {
    Map<String, String> documents = new HashMap<>();
    for (Path document : files(ROOT.resolve("docs"), ".md")) {
      documents.put(document.toString(), Files.readString(document));
    }
    Path readme = ROOT.resolve("README.md");
    documents.put(readme.toString(), Files.readString(readme));
    return documents;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
