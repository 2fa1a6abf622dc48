package com.handinger.batch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The map of ARCHITECTURE.md: who may know whom, and who may do what. */
class ArchitectureTest {

    private static final String ROOT = "com.handinger.batch";

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("", Set.of("cli", "halt")),
            Map.entry("halt", Set.of()),
            Map.entry("jobfile", Set.of()),
            Map.entry("api", Set.of()),
            Map.entry("pacing", Set.of()),
            Map.entry("forecast", Set.of()),
            Map.entry("budget", Set.of()),
            Map.entry("input", Set.of("jobfile")),
            Map.entry("task", Set.of("input", "api", "pacing")),
            Map.entry("ledger", Set.of("input", "task", "pacing", "halt")),
            Map.entry("dispatch", Set.of("ledger", "task", "pacing", "budget", "api", "halt")),
            Map.entry("webhook", Set.of()),
            Map.entry("audit", Set.of("ledger", "task", "pacing", "api")),
            Map.entry("output", Set.of("jobfile", "input", "task", "ledger", "halt")),
            Map.entry("progress", Set.of("task", "pacing")),
            Map.entry("metrics", Set.of("task")),
            Map.entry("report", Set.of("ledger", "progress", "task", "pacing", "forecast")),
            Map.entry(
                    "run",
                    Set.of(
                            "jobfile",
                            "api",
                            "pacing",
                            "budget",
                            "input",
                            "task",
                            "ledger",
                            "dispatch",
                            "audit",
                            "output",
                            "progress",
                            "metrics",
                            "report",
                            "forecast",
                            "sandbox",
                            "webhook",
                            "halt")),
            Map.entry("sandbox", Set.of()),
            Map.entry("cli", Set.of("jobfile", "api", "input", "run", "sandbox", "report", "progress")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void everyArrowBetweenPackagesIsOnTheMap() {
        Set<String> strangers = new TreeSet<>();
        for (JavaClass owner : CLASSES) {
            for (Dependency arrow : owner.getDirectDependenciesFromSelf()) {
                String from = room(owner);
                String to = room(arrow.getTargetClass());
                if (to == null || from == null || from.equals(to)) {
                    continue;
                }
                if (!MAY_IMPORT.getOrDefault(from, Set.of()).contains(to)) {
                    strangers.add(from + " -> " + to + ": " + arrow.getDescription());
                }
            }
        }
        assertThat(strangers).isEmpty();
    }

    @Test
    void noPackageIsPartOfACycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void roomsWithoutSpringStayWithoutSpring() {
        for (String room : List.of("jobfile", "api", "pacing", "budget", "input", "task", "sandbox", "halt")) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework..")
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void onlyLedgerAndRunTouchTheDatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".ledger", ROOT + ".run")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..", "org.springframework.jdbc..")
                .check(CLASSES);
    }

    /** Only {@code metrics} knows Micrometer, which is loaded for nobody else, and only it posts figures. */
    @Test
    void onlyMetricsUsesMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".metrics")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.prometheus..", "io.opentelemetry..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(HttpURLConnection.class)
                .check(CLASSES);
    }

    /** The sandbox delivers its webhooks, as the service it stands for does; nothing else of it calls out. */
    @Test
    void onlyApiOpensHttpConnections() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".api")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".sandbox.Deliveries")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(CLASSES);
    }

    @Test
    void anAuditCannotBuy() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".audit")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        ROOT.replace(".", "\\.") + "\\.api\\.(CreateTask|(Worker|Task|Schedule|Webhook)Api)(\\$.*)?")
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "POST /api/tasks", call -> call.getTarget().getName().equals("createTask")))
                .check(CLASSES);
    }

    @Test
    void onlyTheRootExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CLASSES);
    }

    @Test
    void onlyCliAndProgressPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".cli", ROOT + ".progress")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(CLASSES);
    }

    /** The package below the root: empty for the root itself, null for a class of somebody else. */
    private static @Nullable String room(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT)) {
            return null;
        }
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}
