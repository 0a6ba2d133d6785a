package io.mq4j.checks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final Set<String> NOT_ADAPTERS =
      Set.of("", "handler", "json", "spi", "engine", "testkit");

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.mq4j..");

  @Test
  void the_api_knows_of_ours_only_the_engines_door_and_the_codec() {
    only(
        "io.mq4j",
        Set.of("io.mq4j"),
        "io.mq4j.engine.Engine",
        "io.mq4j.json.JsonCodec",
        "io.mq4j.spi.BrokerDriver");
  }

  @Test
  void handlers_know_only_the_api() {
    only("io.mq4j.handler", Set.of("io.mq4j", "io.mq4j.handler"));
  }

  @Test
  void the_codec_knows_only_the_api() {
    only("io.mq4j.json", Set.of("io.mq4j", "io.mq4j.json"));
  }

  @Test
  void the_spi_knows_only_the_api() {
    only("io.mq4j.spi", Set.of("io.mq4j", "io.mq4j.spi"));
  }

  @Test
  void the_engine_knows_the_api_and_the_spi() {
    only("io.mq4j.engine", Set.of("io.mq4j", "io.mq4j.spi", "io.mq4j.engine"));
  }

  @Test
  void an_adapter_knows_the_api_and_the_spi_but_no_other_adapter() {
    assertThat(adapters()).contains("memory");
    for (String adapter : adapters()) {
      String own = "io.mq4j." + adapter;
      check(
          classes()
              .that()
              .resideInAPackage(own + "..")
              .should()
              .onlyDependOnClassesThat(
                  describe(
                      "are of the API, the SPI, the adapter itself or not ours",
                      c ->
                          !ours(c)
                              || Set.of("io.mq4j", "io.mq4j.spi").contains(c.getPackageName())
                              || in(c, own))));
    }
  }

  @Test
  void the_testkit_knows_neither_the_engine_nor_an_adapter() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.mq4j.testkit..")
            .should()
            .dependOnClassesThat(
                describe(
                    "are of the engine or an adapter",
                    c -> in(c, "io.mq4j.engine") || adapters().contains(part(c)))));
  }

  @Test
  void an_adapter_has_at_most_four_public_types() {
    for (String adapter : adapters()) {
      assertThat(publicTypes(adapter).map(JavaClass::getSimpleName))
          .as("public types of %s", adapter)
          .hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void a_clients_types_show_in_one_class_of_its_adapter() {
    for (String adapter : adapters()) {
      Set<String> showing =
          OURS.stream()
              .filter(c -> in(c, "io.mq4j." + adapter))
              .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
              .filter(c -> topLevel(c).getModifiers().contains(JavaModifier.PUBLIC))
              .filter(c -> shown(c).anyMatch(ArchitectureTest::foreign))
              .map(c -> topLevel(c).getSimpleName())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(showing)
          .as("public classes of %s whose signatures name the client's types", adapter)
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void nothing_prints_sleeps_or_reads_system_properties() {
    check(noClasses().should(ACCESS_STANDARD_STREAMS));
    check(noClasses().should().callMethodWhere(target(named("sleep", Thread.class))));
    check(noClasses().should().callMethodWhere(target(named("sleep", TimeUnit.class))));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.mq4j.testkit..")
            .should()
            .callMethodWhere(target(named("getProperty", System.class))));
  }

  @Test
  void there_is_no_static_state_to_assign() {
    check(fields().that().areStatic().should().beFinal());
  }

  @Test
  void names_say_what_a_class_is() {
    check(
        noClasses()
            .should()
            .haveNameMatching("(.*[.$])?(Abstract[A-Z]\\w*|\\w*(Impl|Util|Utils|Helper))"));
    check(noClasses().should().resideInAnyPackage("..util..", "..common.."));
  }

  private static void only(String of, Set<String> packages, String... andTypes) {
    Set<String> types = Set.of(andTypes);
    check(
        classes()
            .that()
            .resideInAPackage(of)
            .should()
            .onlyDependOnClassesThat(
                describe(
                    "are in " + packages + " or " + types + " or not ours",
                    c ->
                        !ours(c)
                            || packages.contains(c.getPackageName())
                            || types.contains(topLevel(c).getName()))));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(OURS);
  }

  private static Set<String> adapters() {
    return OURS.stream()
        .map(ArchitectureTest::part)
        .filter(part -> !NOT_ADAPTERS.contains(part))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The part of the package after io.mq4j: the adapter's name for an adapter. */
  private static String part(JavaClass c) {
    return ours(c) && !c.getPackageName().equals("io.mq4j")
        ? c.getPackageName().split("\\.", -1)[2]
        : "";
  }

  private static Stream<JavaClass> publicTypes(String adapter) {
    return OURS.stream()
        .filter(c -> in(c, "io.mq4j." + adapter))
        .filter(JavaClass::isTopLevelClass)
        .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC));
  }

  private static Stream<JavaClass> shown(JavaClass c) {
    Stream<JavaClass> members =
        Stream.concat(
            c.getCodeUnits().stream()
                .filter(unit -> visible(unit.getModifiers()))
                .flatMap(unit -> unit.getAllInvolvedRawTypes().stream()),
            c.getFields().stream()
                .filter(field -> visible(field.getModifiers()))
                .flatMap(field -> field.getAllInvolvedRawTypes().stream()));
    Stream<JavaClass> parents =
        Stream.concat(c.getRawSuperclass().stream(), c.getRawInterfaces().stream());
    return Stream.concat(members, parents);
  }

  private static boolean visible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean foreign(JavaClass c) {
    return !ours(c)
        && !c.getBaseComponentType().isPrimitive()
        && !c.getBaseComponentType().getPackageName().startsWith("java.")
        && !c.getBaseComponentType().getPackageName().startsWith("javax.");
  }

  private static boolean ours(JavaClass c) {
    return in(c.getBaseComponentType(), "io.mq4j");
  }

  private static boolean in(JavaClass c, String packageName) {
    return (c.getPackageName() + ".").startsWith(packageName + ".");
  }

  private static JavaClass topLevel(JavaClass c) {
    return c.getEnclosingClass().map(ArchitectureTest::topLevel).orElse(c);
  }

  private static DescribedPredicate<CodeUnitCallTarget> named(String name, Class<?> owner) {
    return describe(
        owner.getSimpleName() + "." + name,
        target -> target.getName().equals(name) && target.getOwner().isEquivalentTo(owner));
  }
}
