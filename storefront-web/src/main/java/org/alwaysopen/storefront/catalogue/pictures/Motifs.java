package org.alwaysopen.storefront.catalogue.pictures;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** All motifs, by name. */
public final class Motifs {
    private static final Map<String, Consumer<Drawing>> ALL = new HashMap<>();

    static {
        ALL.putAll(KitchenMotifs.ALL);
        ALL.putAll(CoffeeAndTeaMotifs.ALL);
        ALL.putAll(HomeMotifs.ALL);
        ALL.putAll(DeskMotifs.ALL);
        ALL.putAll(GardenMotifs.ALL);
        ALL.putAll(OutdoorsMotifs.ALL);
        ALL.putAll(TravelMotifs.ALL);
        ALL.putAll(WearMotifs.ALL);
    }

    private Motifs() {}

    /** Draws the motif; one that we do not know is a parcel. */
    public static String draw(String motif, String slug, String swatch) {
        Drawing drawing = new Drawing(slug, swatch);
        ALL.getOrDefault(motif, Motifs::parcel).accept(drawing);
        return drawing.finish();
    }

    public static Set<String> names() {
        return Set.copyOf(ALL.keySet());
    }

    private static void parcel(Drawing g) {
        g.stand(120)
                .rect("main", 84, 140, 232, 190, 6)
                .rect("shade", 250, 140, 66, 190, 6)
                .rect("light", 84, 140, 232, 40, 6)
                .rect("cream", 178, 140, 44, 190, 0)
                .rect("paper", 110, 236, 80, 56, 3);
    }
}
