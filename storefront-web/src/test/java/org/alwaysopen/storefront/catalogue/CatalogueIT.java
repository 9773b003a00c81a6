package org.alwaysopen.storefront.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Offers.Offer;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: lists, search, products, offers and price changes, on a real database. */
class CatalogueIT {
    private static final Region HERE = new Region("aws-us-east-1");
    private static final Currency USD = Currency.getInstance("USD");
    private static final Currency EUR = Currency.getInstance("EUR");

    private static TestDatabase database;
    private static Catalogue catalogue;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh("platform", "catalogue");
        database.transactions().run("sample", tx -> {
            CatalogueWriter.addCategories(tx, SampleShop.categories());
            CatalogueWriter.addProducts(tx, SampleShop.products());
            return CatalogueWriter.addProducts(
                    tx,
                    List.of(
                            odd("odd-percent", "100% Wool_ly \\ \"Thing\"", "Costs 50% less\\more; it's 'quoted'."),
                            odd(
                                    "odd-unicode",
                                    "Crème Brûlée Torch — Größe Ø 5 日本",
                                    "İstanbul naïve façade ﬁne. Straße.")));
        });
        catalogue = new Catalogue(database.transactions(), HERE);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static CatalogueWriter.NewProduct odd(String slug, String name, String description) {
        return new CatalogueWriter.NewProduct(
                new StoredProduct(
                        slug,
                        name,
                        description,
                        "desk",
                        "mug",
                        List.of(new StoredProduct.StoredVariant(
                                slug.toUpperCase(), Map.of(), Map.of("USD", 1_000L), 100, "#102030"))),
                5_000);
    }

    private static List<String> walk(String category, String q, int limit) {
        List<String> slugs = new ArrayList<>();
        String cursor = null;
        do {
            ProductPage page = catalogue.products(ProductQuery.of(category, q, limit, cursor, USD));
            page.items().forEach(product -> slugs.add(product.slug()));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            cursor = page.next();
        } while (cursor != null);
        return slugs;
    }

    private static List<String> search(String q) {
        return walk(null, q, 100);
    }

    /** Goal: a walk by cursors shows each product once, whatever the page sizes. Method: random walks from a seed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aWalkSeesEachProductExactlyOnce(int round) {
        long seed = Long.getLong("seed", new Random().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        List<String> categories = new ArrayList<>(
                catalogue.categories().stream().map(Category::slug).toList());
        categories.add(null);
        String category = categories.get(random.nextInt(categories.size()));
        String q = List.of("", "the", "a wool", "e").get(random.nextInt(4));
        List<String> expected = walk(category, q, 100);
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            int limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 100);
            ProductPage page = catalogue.products(ProductQuery.of(category, q, limit, cursor, USD));
            page.items().forEach(product -> seen.add(product.slug()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(seen)
                .as("seed " + seed + " category " + category + " q " + q)
                .doesNotHaveDuplicates();
        assertThat(seen).as("seed " + seed).containsExactlyElementsOf(expected);
    }

    @Test
    void theWholeShopIsTheSumOfItsShelves() {
        List<String> shelves = catalogue.categories().stream()
                .flatMap(category -> walk(category.slug(), null, 7).stream())
                .toList();
        assertThat(walk(null, null, 24)).containsExactlyInAnyOrderElementsOf(shelves);
        assertThat(walk("no-such-shelf", null, 24)).isEmpty();
    }

    @Test
    void searchTakesEveryCharacterLiterally() {
        assertThat(search("100%")).containsExactly("odd-percent");
        assertThat(search("wool_ly")).containsExactly("odd-percent");
        assertThat(search("\\")).contains("odd-percent");
        assertThat(search("\"thing\"")).containsExactly("odd-percent");
        assertThat(search("it's 'quoted'")).containsExactly("odd-percent");
        assertThat(search("%")).contains("odd-percent").hasSizeLessThan(5);
        assertThat(search("_")).containsExactly("odd-percent");
        assertThat(search("' OR 1=1 --")).isEmpty();
        assertThat(search(":word0 ?")).isEmpty();
        assertThat(search("\uD83D\uDE00")).isEmpty();
        assertThat(search("a\0b")).isEqualTo(search("a b"));
        assertThat(search("\uD83D")).isEmpty();
    }

    @Test
    void searchIgnoresCaseAndAccents() {
        assertThat(search("creme BRULEE")).containsExactly("odd-unicode");
        assertThat(search("CRÈME")).containsExactly("odd-unicode");
        assertThat(search("grosse")).contains("odd-unicode");
        assertThat(search("strasse")).containsExactly("odd-unicode");
        assertThat(search("istanbul fine")).containsExactly("odd-unicode");
        assertThat(search("日本")).containsExactly("odd-unicode");
    }

    @Test
    void whatHasTheWordInItsNameComesFirst() {
        List<String> mugs = search("mug");
        assertThat(mugs.subList(0, 2)).containsExactlyInAnyOrder("enamel-camp-mug", "morning-stoneware-mug");
        assertThat(mugs).hasSizeGreaterThan(2);
        assertThat(search("camp enamel")).startsWith("enamel-camp-mug");
    }

    @Test
    void aListEndsExactlyAtItsEnd() {
        int all = walk("wear", null, 100).size();
        assertThat(catalogue
                        .products(ProductQuery.of("wear", null, all, null, USD))
                        .next())
                .isNull();
        assertThat(catalogue
                        .products(ProductQuery.of("wear", null, all - 1, null, USD))
                        .next())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%%%", "MSAwIDAgMA", "AAAAAAAAAAAAAAAA", "\u00e9", "1 2 3"})
    void aCursorThatIsNotOursIsRefusedInASentence(String cursor) {
        assertThatThrownBy(() -> ProductQuery.of(null, null, 10, cursor, USD))
                .isInstanceOf(ProblemException.class)
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().status()).isEqualTo(400));
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        String next =
                catalogue.products(ProductQuery.of("wear", null, 3, null, USD)).next();
        assertThatThrownBy(() -> ProductQuery.of("desk", null, 3, next, USD)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> ProductQuery.of("wear", "wool", 3, next, USD)).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatIsOutOfBoundsIsRefused() {
        for (int limit : new int[] {0, -1, 101, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> ProductQuery.of(null, null, limit, null, USD))
                    .isInstanceOf(ProblemException.class);
        }
        assertThatThrownBy(() -> ProductQuery.of(null, "x".repeat(101), 1, null, USD))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> ProductQuery.of(null, "a b c d e f g h i", 1, null, USD))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> ProductQuery.of(null, null, 1, null, Currency.getInstance("JPY")))
                .isInstanceOf(ProblemException.class);
        assertThat(catalogue.product("no-such-thing", USD)).isEmpty();
        assertThat(catalogue.product("a\0b", USD)).isEmpty();
        assertThatThrownBy(() -> ProductQuery.of("a\0b", null, 1, null, USD)).isInstanceOf(ProblemException.class);
    }

    @Test
    void offersNameThePriceInTheCurrencyAndLeaveOutWhatIsNotForSale() {
        Sku mug = new Sku("MUG-CAMP-OAT-500ML");
        Map<Sku, Offer> offers = database.transactions()
                .run("offers", tx -> catalogue.find(tx, List.of(mug, new Sku("NOTHING"), new Sku("ODD-PERCENT")), EUR));
        assertThat(offers).containsOnlyKeys(mug);
        assertThat(offers.get(mug).name()).isEqualTo("Enamel Camp Mug, Oat, 500 ml");
        assertThat(offers.get(mug).price()).isEqualTo(Money.of(2_100, "EUR"));
        assertThat(offers.get(mug).weightGrams()).isEqualTo(250);
        assertThat(catalogue.product("odd-percent", EUR)).isEmpty();
        assertThat(catalogue.product("odd-percent", USD)).isPresent();
    }

    @Test
    void aPriceIsChangedAndAnnouncedTogether() {
        Sku sku = new Sku("TMR-TEMPO-CREAM");
        database.transactions().run("change", tx -> {
            catalogue.changePrice(tx, sku, Money.of(2_750, "USD"));
            return null;
        });
        assertThat(database.transactions()
                        .run("offer", tx -> catalogue.find(tx, List.of(sku), USD))
                        .get(sku)
                        .price())
                .isEqualTo(Money.of(2_750, "USD"));
        List<String> announced = database.transactions()
                .read(
                        "outbox",
                        tx -> tx.query("SELECT key FROM platform.outbox WHERE topic = :topic")
                                .bind("topic", Catalogue.TOPIC_PRODUCT)
                                .mapTo(String.class)
                                .list());
        assertThat(announced).contains("tempo-timer");
        assertThatThrownBy(() -> database.transactions().run("change", tx -> {
                    catalogue.changePrice(tx, new Sku("NOTHING"), Money.of(1, "USD"));
                    return null;
                }))
                .isInstanceOf(ProblemException.class);
        for (long bad : new long[] {0, -5, 100_000_001}) {
            assertThatThrownBy(() -> database.transactions().run("change", tx -> {
                        catalogue.changePrice(tx, sku, Money.of(bad, "USD"));
                        return null;
                    }))
                    .isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void aPictureComesInTheColoursOfItsVariants() {
        Product mug = catalogue.product("enamel-camp-mug", USD).orElseThrow();
        assertThat(catalogue.picture(mug.slug(), null)).isEqualTo(catalogue.picture(mug.slug(), mug.swatch()));
        assertThat(mug.variants().stream()
                        .map(Variant::swatch)
                        .distinct()
                        .map(s -> catalogue.picture(mug.slug(), s).orElseThrow()))
                .doesNotHaveDuplicates()
                .hasSize(3);
        assertThat(catalogue.picture(mug.slug(), "#123456")).isEmpty();
        assertThat(catalogue.picture("nothing", null)).isEmpty();
    }
}
