package org.alwaysopen.storefront.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.storefront.catalogue.pictures.Motifs;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Goal: the sample shop is complete and its pictures are sound. No database. */
class PicturesTest {
    @Test
    void everyVariantHasAWellFormedPictureThatIsAlwaysTheSame() throws Exception {
        for (CatalogueWriter.NewProduct product : SampleShop.products()) {
            for (StoredProduct.StoredVariant variant : product.product().variants()) {
                String svg = Pictures.svg(
                        product.product().motif(), product.product().slug(), variant.swatch());
                assertThat(svg)
                        .isEqualTo(Pictures.svg(
                                product.product().motif(), product.product().slug(), variant.swatch()));
                assertThat(svg.length()).isBetween(500, 16_000);
                assertSound(svg);
            }
        }
    }

    private static void assertSound(String svg) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        NodeList all = document.getElementsByTagName("*");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            names.add(element.getTagName());
            assertThat(element.getAttribute("d")).doesNotContain("NaN", "Infinity", "null");
        }
        assertThat(names).isSubsetOf("svg", "g", "path", "rect", "circle", "ellipse");
    }

    @Test
    void everyProductHasAMotifOfItsOwnKindAndNoMotifIsUnused() {
        Set<String> used = new HashSet<>();
        SampleShop.products().forEach(product -> used.add(product.product().motif()));
        assertThat(used).isEqualTo(Motifs.names());
        assertThat(used).hasSizeGreaterThanOrEqualTo(100);
    }

    @Test
    void aShopWorthVisiting() {
        List<CatalogueWriter.NewProduct> products = SampleShop.products();
        assertThat(products).hasSizeGreaterThanOrEqualTo(120);
        Set<String> skus = new HashSet<>();
        Set<String> sentences = new HashSet<>();
        List<String> repeated = new ArrayList<>();
        for (CatalogueWriter.NewProduct added : products) {
            StoredProduct product = added.product();
            assertThat(product.slug()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            String[] parts = product.description().split("(?<=[.!?]) (?=[A-Z\"])");
            assertThat(parts).as(product.slug()).hasSizeBetween(2, 5);
            for (String sentence : parts) {
                if (!sentences.add(sentence)) {
                    repeated.add(sentence);
                }
            }
            for (StoredProduct.StoredVariant variant : product.variants()) {
                assertThat(skus.add(new Sku(variant.sku()).code()))
                        .as(variant.sku())
                        .isTrue();
                assertThat(variant.prices()).containsOnlyKeys("USD", "EUR");
                assertThat(variant.prices().values()).allMatch(units -> units >= 100);
                assertThat(variant.weightGrams()).isBetween(10, 20_000);
            }
        }
        assertThat(repeated).isEmpty();
    }

    @Test
    void anUnknownMotifIsAParcelAndASwatchIsAColour() throws Exception {
        assertSound(Pictures.svg("never-heard-of", "a", "#102030"));
        assertThatThrownBy(() -> Pictures.svg("mug", "a", "red\"/><script>"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
