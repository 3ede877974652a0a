package dev.cauce;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.PTransform;
import org.junit.BeforeClass;
import org.junit.Test;

/** Who may know whom; think hard about the layers before changing a rule. */
public class ArchitectureTest {
  private static final String[] TRANSFORMS = {
    "dev.cauce.row..",
    "dev.cauce.parse..",
    "dev.cauce.table..",
    "dev.cauce.text..",
    "dev.cauce.expr..",
    "dev.cauce.query..",
    "dev.cauce.anomaly..",
    "dev.cauce.logs..",
    "dev.cauce.clicks..",
    "dev.cauce.sensors..",
    "dev.cauce.fraud.."
  };
  private static final String EXPRESSIONS = "dev.cauce.expr..";
  private static final String FOREST = "dev.cauce.anomaly.rcf..";
  private static final String IO = "dev.cauce.io..";
  private static final String RUNNERS = "dev.cauce.runners..";
  private static final String PLOT = "dev.cauce.plot..";
  private static final String[] PIPELINES = {"dev.cauce.pipelines..", "dev.cauce.cli..", PLOT};
  private static final String[] RUNNER_LIBRARIES = {
    "org.apache.beam.runners..", "org.apache.flink.."
  };

  private static JavaClasses ours;
  private static JavaClasses tests;

  @BeforeClass
  public static void read() {
    ours =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cauce");
    List<Path> compiledTests =
        Stream.of("transforms", "io", "runners-config", "pipelines")
            .map(module -> Path.of("..", module, "target", "test-classes"))
            .filter(Files::isDirectory)
            .toList();
    tests = new ClassFileImporter().importPaths(compiledTests);
  }

  @Test
  public void transforms_knowBeamsCoreOnly() {
    classes()
        .that()
        .resideInAnyPackage(TRANSFORMS)
        .and()
        .resideOutsideOfPackages(EXPRESSIONS, FOREST)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(TRANSFORMS)
                .or(
                    resideInAnyPackage(
                        "java..", "org.joda.time..", "org.jspecify..", "org.slf4j.."))
                .or(resideInAPackage("org.apache.beam.sdk.."))
                .or(resideInAPackage("com.fasterxml.jackson.core.."))
                .or(resideInAPackage("com.dynatrace.hash4j.."))
                .or(primitivesAndArrays()))
        .check(ours);
    noClasses()
        .that()
        .resideInAnyPackage(TRANSFORMS)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.beam.sdk.io..")
        .check(ours);
  }

  @Test
  public void rows_knowNoTables() {
    noClasses()
        .that()
        .resideInAPackage("dev.cauce.row..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.cauce.parse..", "dev.cauce.table..", "dev.cauce.text..")
        .check(ours);
  }

  @Test
  public void expressions_knowRowsAndTheirLibrariesOnly() {
    classes()
        .that()
        .resideInAPackage(EXPRESSIONS)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(EXPRESSIONS, "dev.cauce.row..", "org.apache.beam.sdk..")
                .or(resideInAnyPackage("java..", "org.joda.time..", "org.jspecify.."))
                .or(resideInAnyPackage("net.sf.jsqlparser..", "com.dynatrace.hash4j.."))
                .or(primitivesAndArrays()))
        .check(ours);
  }

  @Test
  public void pictures_knowNoBeam() {
    classes()
        .that()
        .resideInAPackage(PLOT)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(PLOT, "dev.cauce.row..", "java..", "javax..", "org.jspecify..")
                .or(resideInAnyPackage("org.jfree..", "org.apache.batik..", "org.w3c.dom.."))
                .or(resideInAPackage("com.fasterxml.jackson.core.."))
                .or(primitivesAndArrays()))
        .check(ours);
  }

  @Test
  public void io_knowsNoPipelines() {
    noClasses()
        .that()
        .resideInAPackage(IO)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(PIPELINES)
        .check(ours);
  }

  @Test
  public void runners_knowNeitherRowsNorEnds() {
    noClasses()
        .that()
        .resideInAPackage(RUNNERS)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(TRANSFORMS)
                .or(resideInAPackage(IO))
                .or(resideInAnyPackage(PIPELINES)))
        .check(ours);
  }

  @Test
  public void flows_knowNeitherEndsNorRunners() {
    noClasses()
        .that()
        .resideInAPackage("dev.cauce.pipelines..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(IO, RUNNERS, "dev.cauce.cli..")
        .check(ours);
  }

  @Test
  public void nobodyButRunners_knowsARunner() {
    noClasses()
        .that(not(resideInAPackage(RUNNERS)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(RUNNER_LIBRARIES)
        .check(ours);
  }

  @Test
  public void nobody_usesBeamsCopiesOfLibraries() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.beam.vendor..", "com.google.common..")
        .check(ours);
  }

  @Test
  public void nobody_keepsDataAsSerializedJava() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.apache.beam.sdk.coders.SerializableCoder")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(ours);
  }

  @Test
  public void tests_doNotSleep() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .check(tests);
  }

  @Test
  public void transforms_areMadeByFactories() {
    noConstructors()
        .that()
        .areDeclaredInClassesThat()
        .areAssignableTo(PTransform.class)
        .should()
        .bePublic()
        .check(ours);
    classes()
        .that()
        .areAssignableTo(PTransform.class)
        .and()
        .arePublic()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(ours);
  }

  private static DescribedPredicate<JavaClass> primitivesAndArrays() {
    return DescribedPredicate.describe(
        "primitives and arrays", type -> type.isPrimitive() || type.isArray());
  }
}
