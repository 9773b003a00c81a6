package org.alwaysopen;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the walls between the modules stand. A module is used by its root package, never by what is behind it; what depends on
 * what is a graph without circles; the modules know no server, and all SQL goes through {@code Transactions}.
 */
class ModuleWallsTest {
    private static final String ROOT = "org.alwaysopen.";
    private static final Set<String> MAKE_STATEMENTS = Set.of(
            "org.jdbi.v3.core.Jdbi",
            "org.jdbi.v3.core.Handle",
            "java.sql.DriverManager",
            "java.sql.Statement",
            "java.sql.PreparedStatement",
            "java.sql.CallableStatement");

    private static JavaClasses shop;

    @BeforeAll
    static void read() {
        shop = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("org.alwaysopen");
    }

    @Test
    void thereIsSomethingToLookAt() {
        for (String module : new String[] {"platform", "inventory", "payments", "orders", "storefront"}) {
            assertThat(shop.that(resideInAPackage(ROOT + module + "..")))
                    .as(module)
                    .isNotEmpty();
        }
    }

    @Test
    void modulesDependOnlyOnThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.alwaysopen..")
                .layer("storefront-web")
                .definedBy(ROOT + "storefront..")
                .layer("orders")
                .definedBy(ROOT + "orders..")
                .layer("payments")
                .definedBy(ROOT + "payments..")
                .layer("inventory")
                .definedBy(ROOT + "inventory..")
                .optionalLayer("identity")
                .definedBy(ROOT + "identity..")
                .layer("platform")
                .definedBy(ROOT + "platform..")
                .whereLayer("storefront-web")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("orders")
                .mayOnlyBeAccessedByLayers("storefront-web")
                .whereLayer("identity")
                .mayOnlyBeAccessedByLayers("storefront-web")
                .whereLayer("payments")
                .mayOnlyBeAccessedByLayers("orders", "storefront-web")
                .whereLayer("inventory")
                .mayOnlyBeAccessedByLayers("orders", "storefront-web")
                .whereLayer("platform")
                .mayOnlyBeAccessedByLayers("storefront-web", "orders", "payments", "inventory", "identity")
                .check(shop);
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "inventory", "payments", "orders"})
    void aModuleIsUsedByItsRootPackage(String module) {
        DescribedPredicate<JavaClass> inside = resideInAPackage(ROOT + module + "..");
        noClasses()
                .that(DescribedPredicate.not(inside))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + module + ".*.."))
                .because("sub-packages of " + module + " are its own; add what you need to its root package")
                .allowEmptyShould(true)
                .check(shop);
    }

    @Test
    void theModulesKnowNoServer() {
        noClasses()
                .that(resideInAnyPackage(
                        ROOT + "platform..", ROOT + "inventory..", ROOT + "payments..", ROOT + "orders.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("jakarta..", "fish.payara..", "com.hazelcast..", "io.undertow.."))
                .because("they are plain Java: the composition root in storefront-web puts them together")
                .check(shop);
    }

    @Test
    void onlyThePlatformMakesStatements() {
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage(ROOT + "platform..")))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "make statements", (JavaClass used) -> MAKE_STATEMENTS.contains(used.getName())))
                .because("all writes go through Transactions, which settle lost commits (docs/adr/0001)")
                .check(shop);
    }
}
