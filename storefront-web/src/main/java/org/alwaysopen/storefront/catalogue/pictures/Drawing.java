package org.alwaysopen.storefront.catalogue.pictures;

import java.util.Map;
import java.util.SplittableRandom;

/**
 * One picture in the making: 400 by 400 units, the ground at {@link #GROUND}, light from the left.
 *
 * <p>Colours are words: {@code main}, {@code light}, {@code dark} and {@code deep} are shades of the variant's colour, the
 * others are materials. So a motif is written once, and drawn in every colour. Not thread-safe; lives for one picture.
 */
final class Drawing {
    static final int GROUND = 330;

    private static final Map<String, String> MATERIALS = Map.ofEntries(
            Map.entry("wood", "#c99a63"),
            Map.entry("bark", "#8a5c3a"),
            Map.entry("steel", "#c3cad1"),
            Map.entry("iron", "#6b747e"),
            Map.entry("ink", "#2b2f36"),
            Map.entry("cream", "#f3ead8"),
            Map.entry("paper", "#fbf8f1"),
            Map.entry("brass", "#cda64f"),
            Map.entry("leaf", "#6f9a5b"),
            Map.entry("fern", "#466f47"),
            Map.entry("clay", "#b8633f"),
            Map.entry("glass", "#dcebef"),
            Map.entry("coffee", "#5a3825"),
            Map.entry("flame", "#f2a93b"),
            Map.entry("berry", "#c2485a"),
            Map.entry("sky", "#8fb9d4"),
            Map.entry("shine", "#ffffff\" fill-opacity=\".32"),
            Map.entry("shade", "#14181f\" fill-opacity=\".13"));

    private static final String[] BACKDROPS = {
        "#ebe3d5", "#dde7e2", "#e2e3ee", "#f1e0d8", "#e9e7cf", "#d9e5ec", "#efe1e4"
    };

    private final StringBuilder out = new StringBuilder(2048);
    private final String swatch;
    private int open;

    Drawing(String slug, String swatch) {
        this.swatch = swatch;
        SplittableRandom random = new SplittableRandom(slug.hashCode() * 0x9E3779B97F4A7C15L);
        String backdrop = backdrop(random);
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\" role=\"img\">");
        out.append("<rect width=\"400\" height=\"400\" fill=\"")
                .append(backdrop)
                .append("\"/>");
        scenery(random, Shades.mix(backdrop, "#ffffff", 0.45), Shades.mix(backdrop, swatch, 0.16));
    }

    /** Of three soft tones the one that the product stands out from best; darker behind what is nearly white. */
    private String backdrop(SplittableRandom random) {
        String best = null;
        for (int i = 0; i < 3; i++) {
            String tone = BACKDROPS[random.nextInt(BACKDROPS.length)];
            if (best == null || Shades.distance(tone, swatch) > Shades.distance(best, swatch)) {
                best = tone;
            }
        }
        return Shades.lightness(swatch) > 0.78 ? Shades.mix(best, "#51606b", 0.38) : best;
    }

    /** What is behind the product: never the same room twice in a row. */
    private void scenery(SplittableRandom random, String bright, String tinted) {
        switch (random.nextInt(5)) {
            case 0 -> raw("<circle cx=\"200\" cy=\"192\" r=\"150\" fill=\"" + bright + "\"/>");
            case 1 -> raw("<path d=\"M70 400V190a130 130 0 0 1 260 0V400Z\" fill=\"" + bright + "\"/>");
            case 2 ->
                raw("<circle cx=\"" + (110 + random.nextInt(180)) + "\" cy=\"130\" r=\"92\" fill=\"" + bright + "\"/>");
            case 3 -> raw("<path d=\"M0 250C90 160 150 300 240 220S350 150 400 180V400H0Z\" fill=\"" + bright + "\"/>");
            default -> raw("<path d=\"M0 0H400V120Q200 330 0 210Z\" fill=\"" + bright + "\"/>");
        }
        raw("<path d=\"M0 316H400V400H0Z\" fill=\"" + tinted + "\"/>");
    }

    /** A shadow on the ground for something that stands there. */
    Drawing stand(double halfWidth) {
        return oval("shade", 206, GROUND + 3, halfWidth, 11);
    }

    Drawing rect(String colour, double x, double y, double w, double h, double round) {
        return raw("<rect x=\"" + n(x) + "\" y=\"" + n(y) + "\" width=\"" + n(w) + "\" height=\"" + n(h)
                + (round > 0 ? "\" rx=\"" + n(round) : "") + "\" fill=\"" + colour(colour) + "\"/>");
    }

    Drawing circle(String colour, double x, double y, double r) {
        return raw(
                "<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(r) + "\" fill=\"" + colour(colour) + "\"/>");
    }

    Drawing oval(String colour, double x, double y, double rx, double ry) {
        return raw("<ellipse cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" rx=\"" + n(rx) + "\" ry=\"" + n(ry) + "\" fill=\""
                + colour(colour) + "\"/>");
    }

    Drawing path(String colour, String d) {
        return raw("<path d=\"" + d + "\" fill=\"" + colour(colour) + "\"/>");
    }

    /** A line with round ends along a path. */
    Drawing line(String colour, double width, String d) {
        return raw("<path d=\"" + d
                + "\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" stroke-width=\"" + n(width)
                + "\" stroke=\"" + colour(colour).replace("fill-opacity", "stroke-opacity") + "\"/>");
    }

    /** Everything up to {@link #back} is turned about the middle. */
    Drawing turn(double degrees) {
        return turn(degrees, 200, 200);
    }

    Drawing turn(double degrees, double x, double y) {
        open++;
        return raw("<g transform=\"rotate(" + n(degrees) + " " + n(x) + " " + n(y) + ")\">");
    }

    /** Everything up to {@link #back} is moved and scaled. */
    Drawing at(double x, double y, double scale) {
        open++;
        return raw("<g transform=\"translate(" + n(x) + " " + n(y) + ") scale(" + n(scale) + ")\">");
    }

    /** Everything up to {@link #back} is the mirror image, left for right. */
    Drawing mirrored() {
        open++;
        return raw("<g transform=\"matrix(-1 0 0 1 400 0)\">");
    }

    Drawing back() {
        open--;
        return raw("</g>");
    }

    String finish() {
        while (open > 0) {
            back();
        }
        return out.append("</svg>").toString();
    }

    private Drawing raw(String element) {
        out.append(element);
        return this;
    }

    private String colour(String word) {
        return switch (word) {
            case "main" -> swatch;
            case "light" -> Shades.mix(swatch, "#ffffff", 0.3);
            case "dark" -> Shades.mix(swatch, "#1a1c22", 0.22);
            case "deep" -> Shades.mix(swatch, "#1a1c22", 0.45);
            default -> {
                String material = MATERIALS.get(word);
                if (material == null) {
                    throw new IllegalArgumentException("colour: expected a shade or a material, got " + word);
                }
                yield material;
            }
        };
    }

    private static String n(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : Double.toString(Math.round(value * 100) / 100.0);
    }
}
