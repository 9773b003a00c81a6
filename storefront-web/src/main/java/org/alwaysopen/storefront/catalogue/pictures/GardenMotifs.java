package org.alwaysopen.storefront.catalogue.pictures;

import java.util.Map;
import java.util.function.Consumer;

/** What is drawn for the shelf "Garden". */
final class GardenMotifs {
    static final Map<String, Consumer<Drawing>> ALL = Map.ofEntries(
            Map.entry("watering-can", GardenMotifs::wateringCan),
            Map.entry("trowel", GardenMotifs::trowel),
            Map.entry("secateurs", GardenMotifs::secateurs),
            Map.entry("plant-pots", GardenMotifs::plantPots),
            Map.entry("garden-gloves", GardenMotifs::gardenGloves),
            Map.entry("seed-packets", GardenMotifs::seedPackets),
            Map.entry("broom", GardenMotifs::broom),
            Map.entry("birdhouse", GardenMotifs::birdhouse),
            Map.entry("lantern", GardenMotifs::lantern),
            Map.entry("twine", GardenMotifs::twine),
            Map.entry("rake", GardenMotifs::rake),
            Map.entry("trug", GardenMotifs::trug),
            Map.entry("plant-labels", GardenMotifs::plantLabels),
            Map.entry("planter", GardenMotifs::planter),
            Map.entry("kneeler", GardenMotifs::kneeler));

    private GardenMotifs() {}

    private static void wateringCan(Drawing g) {
        g.stand(122)
                .line("dark", 15, "M196 186Q200 108 264 112 340 124 336 206 332 266 312 286")
                .path("main", "M192 270L74 150 90 138 196 214Z")
                .path("brass", "M52 160L98 116Q106 126 104 140L78 166Q64 170 52 160Z")
                .line("sky", 4, "M50 176l-8 22M62 184l-7 22M40 172l-10 18M74 190l-4 20")
                .path("main", "M172 196H316V318Q316 330 304 330H184Q172 330 172 318Z")
                .path("shade", "M272 196H316V318Q316 330 304 330H258Q276 260 272 196Z")
                .oval("dark", 244, 196, 72, 13)
                .path("main", "M172 196A72 13 0 0 1 244 183V196Z")
                .line("dark", 5, "M172 232H316M172 300H316")
                .rect("shine", 184, 212, 12, 106, 6);
    }

    private static void trowel(Drawing g) {
        g.turn(38)
                .path("steel", "M162 186Q160 180 168 176H232Q240 180 238 186 252 270 200 352 148 270 162 186Z")
                .path("iron", "M200 180H232Q240 180 238 186 252 270 200 352Z")
                .line("paper", 3, "M190 214H210M186 240H214M190 266H210M188 292H212")
                .path("iron", "M190 178V142H210V178Z")
                .rect("brass", 186, 132, 28, 20, 4)
                .path("main", "M186 134Q178 90 188 56 200 40 212 56 222 90 214 134Z")
                .path("shine", "M190 130Q184 92 193 60L198 56Q192 96 196 130Z")
                .line("bark", 5, "M200 52Q180 14 200 14T200 52");
    }

    private static void secateurs(Drawing g) {
        g.turn(24)
                .path("steel", "M196 178Q150 150 158 70 178 52 190 74 206 120 220 166Z")
                .path("iron", "M204 184Q246 160 244 96 236 76 226 88 222 130 190 164Z")
                .line("main", 27, "M196 192Q150 254 158 344")
                .line("dark", 27, "M206 192Q252 250 246 340")
                .line("shine", 5, "M182 220Q158 266 158 330")
                .line("iron", 6, "M184 232q10 6 6 12 12 2 8 12 12 2 8 10 12 0 10 8")
                .circle("brass", 201, 182, 17)
                .circle("ink", 201, 182, 6)
                .rect("brass", 176, 218, 20, 8, 4)
                .back()
                .line("fern", 6, "M84 108C130 130 140 96 178 110")
                .path("leaf", "M84 108q-24 6-30-14 22-8 30 14ZM112 114q-6-24 14-32 12 20-14 32Z");
    }

    private static void pot(Drawing g, double x, double y, double w, double h) {
        double right = x + w;
        g.path(
                        "main",
                        "M" + (x + 6) + " " + (y + 20) + "H" + (right - 6) + "L" + (right - w * 0.18) + " " + (y + h)
                                + "H" + (x + w * 0.18) + "Z")
                .path(
                        "shade",
                        "M" + (right - w * 0.32) + " " + (y + 20) + "H" + (right - 6) + "L" + (right - w * 0.18) + " "
                                + (y + h) + "H" + (right - w * 0.38) + "Z")
                .rect("dark", x, y, w, 24, 4)
                .rect("main", x, y, w, 18, 4);
    }

    private static void plantPots(Drawing g) {
        g.stand(144)
                .line("fern", 4, "M104 222V160M104 200Q80 180 84 156M104 200Q128 180 124 150")
                .path(
                        "leaf",
                        "M104 160q-16-20 0-40 16 20 0 40ZM84 160q-22-10-18-34 20 10 18 34ZM124 154q22-10 16-34-18 10-16 34Z");
        pot(g, 64, 218, 80, 112);
        g.line("fern", 5, "M200 168V96")
                .path("leaf", "M200 130Q150 120 146 78 190 76 200 130ZM200 120Q250 112 256 64 206 66 200 120Z")
                .path("fern", "M200 104Q176 70 200 38 224 70 200 104Z");
        pot(g, 144, 164, 112, 166);
        g.circle("leaf", 298, 232, 24)
                .circle("fern", 284, 216, 15)
                .circle("leaf", 314, 214, 17)
                .circle("berry", 300, 204, 7)
                .circle("berry", 282, 232, 6)
                .circle("berry", 316, 230, 6);
        pot(g, 258, 240, 78, 90);
    }

    private static void glove(Drawing g, String body) {
        g.path(
                        body,
                        "M150 210L142 108Q142 94 154 94 165 94 167 108L172 156 170 74Q170 60 183 60 195 60 196 74L200 152 204 66Q205 54 217 54 229 55 229 69L228 156 236 92Q238 80 249 81 260 83 259 97L252 196 274 166Q286 154 296 162 304 170 296 184L252 250V262H158Z")
                .path("dark", "M156 254H254L266 336H144Z")
                .rect("deep", 152, 250, 106, 13, 5)
                .line("light", 3, "M160 290H252M157 312H256")
                .line("shade", 4, "M176 184V228M200 180V232M224 184V228");
    }

    private static void gardenGloves(Drawing g) {
        g.turn(-16).at(-34, 6, 0.94);
        glove(g, "main");
        g.back().back().turn(16).at(54, 22, 0.94);
        glove(g, "light");
        g.back().back();
    }

    private static void seedPackets(Drawing g) {
        g.stand(130);
        packet(g, -15, 92, "sky", "flame");
        packet(g, 0, 136, "main", "berry");
        packet(g, 13, 182, "cream", "main");
        g.path("bark", "M60 270H340L328 330H72Z")
                .path("wood", "M60 270H340L337 284H63Z")
                .path("shade", "M290 270H340L328 330H280Z")
                .rect("paper", 150, 294, 100, 24, 3)
                .line("ink", 3, "M166 306H234");
    }

    private static void packet(Drawing g, double turn, double x, String paper, String petal) {
        g.turn(turn, 200, 330)
                .rect("shade", x + 5, 82, 118, 210, 3)
                .rect(paper, x, 76, 118, 210, 3)
                .rect("paper", x, 76, 118, 22, 3)
                .line("shade", 2, "M" + x + " 98h118");
        double cx = x + 59;
        g.line("fern", 5, "M" + cx + " 172v64")
                .path("leaf", "M" + cx + " 226q-30-4-32-30 26 0 32 30ZM" + cx + " 216q30-4 32-30-26 0-32 30Z");
        for (int i = 0; i < 8; i++) {
            g.turn(i * 45, cx, 150)
                    .oval(petal.equals(paper) ? "paper" : petal, cx, 124, 9, 19)
                    .back();
        }
        g.circle("coffee", cx, 150, 13).back();
    }

    private static void broom(Drawing g) {
        g.turn(18)
                .rect("wood", 193, 6, 14, 206, 6)
                .rect("shine", 195, 10, 4, 196, 2)
                .path("main", "M172 214Q200 200 228 214L276 348Q240 362 200 358 160 362 124 348Z")
                .path("shade", "M210 206L228 214 276 348Q250 358 226 359Z");
        for (int i = -4; i <= 4; i++) {
            g.line("dark", 2.5, "M" + (200 + i * 6) + " 226L" + (200 + i * 16.5) + " 350");
        }
        g.line("berry", 5, "M164 242Q200 254 236 242M158 258Q200 270 242 258")
                .rect("bark", 180, 196, 40, 24, 5)
                .line("brass", 3, "M181 204H219M181 211H219");
    }

    private static void birdhouse(Drawing g) {
        g.rect("bark", 190, 44, 20, 300, 4)
                .path("main", "M112 158L200 84 288 158V300H112Z")
                .path("shade", "M200 84L288 158V300H230Q250 180 200 84Z")
                .line("dark", 2, "M156 126V298M244 126V298")
                .path("deep", "M84 168L200 66 316 168 300 184 200 98 100 184Z")
                .path("dark", "M84 168L200 66V86L92 178Z")
                .circle("ink", 200, 190, 25)
                .circle("coffee", 200, 190, 21)
                .line("bark", 9, "M200 236V250")
                .rect("deep", 104, 296, 192, 13, 4)
                .path(
                        "sky",
                        "M250 262C280 236 318 248 322 276L350 284 322 290C312 310 270 312 254 292 244 282 240 272 250 262Z")
                .path("flame", "M262 288C276 304 300 304 312 296 300 276 276 274 262 288Z")
                .circle("ink", 306, 264, 4)
                .path("ink", "M322 274L338 278 322 283Z")
                .line("ink", 3, "M278 304V298M290 306V298");
    }

    private static void lantern(Drawing g) {
        g.circle("shine", 200, 206, 110)
                .stand(82)
                .line("iron", 6, "M128 190C120 40 280 40 272 190")
                .rect("main", 176, 96, 48, 24, 6)
                .path("main", "M150 142Q154 118 200 116 246 118 250 142Z")
                .rect("dark", 140, 140, 120, 12, 5)
                .line("main", 9, "M134 290C112 250 112 190 142 150M266 290C288 250 288 190 258 150")
                .path("glass", "M162 152H238Q268 210 236 272H164Q132 210 162 152Z")
                .path("flame", "M200 176C222 208 222 238 200 250 178 238 178 208 200 176Z")
                .path("cream", "M200 208C210 224 210 240 200 246 190 240 190 224 200 208Z")
                .path("shine", "M164 162H176Q156 212 174 264H166Q142 212 164 162Z")
                .line("iron", 3, "M146 212H254")
                .rect("dark", 146, 268, 108, 14, 5)
                .path("main", "M136 282H264L280 318Q280 330 266 330H134Q120 330 120 318Z")
                .path("shade", "M236 282H264L280 318Q280 330 266 330H236Z")
                .circle("brass", 200, 304, 9);
    }

    private static void twine(Drawing g) {
        g.stand(104)
                .line("main", 6, "M200 128C190 80 240 66 270 84S330 70 336 118 300 186 316 220 356 262 340 316")
                .rect("main", 100, 156, 190, 174, 10)
                .rect("shade", 236, 156, 54, 174, 10)
                .path("dark", "M94 160V140Q94 124 110 124H280Q296 124 296 140V160Z")
                .rect("deep", 94, 154, 202, 9, 2)
                .circle("ink", 196, 130, 7)
                .rect("cream", 100, 198, 190, 90, 0)
                .circle("wood", 195, 243, 36)
                .line(
                        "bark",
                        3,
                        "M164 226Q196 206 226 226M160 240Q196 222 230 240M162 256Q196 240 229 256M170 270Q196 256 220 270")
                .line("bark", 3, "M172 214Q206 240 214 274M188 208Q224 230 228 256")
                .rect("shine", 112, 132, 10, 190, 5);
    }

    private static void rake(Drawing g) {
        g.turn(-20)
                .rect("wood", 193, 20, 14, 210, 6)
                .rect("shine", 195, 24, 4, 200, 2)
                .rect("main", 186, 206, 28, 40, 6);
        for (int i = -6; i <= 6; i++) {
            double x = 200 + i * 17.5;
            g.line(
                    "iron",
                    4,
                    "M" + (200 + i * 2.5) + " 240L" + x + " 332q" + (i * 0.6) + " 14 " + (i * 1.2 + 4) + " 16");
        }
        g.path("main", "M150 292Q200 274 250 292L246 302Q200 286 154 302Z")
                .back()
                .path("flame", "M76 318q18-26 40-8-10 24-40 8Z")
                .path("clay", "M300 322q2-28 30-28 2 26-30 28Z")
                .path("berry", "M110 346q26-14 38 6-24 14-38-6Z")
                .path("flame", "M262 350q16-20 36-4-12 20-36 4Z");
    }

    private static void trug(Drawing g) {
        g.stand(130)
                .line("bark", 15, "M150 250C120 60 280 60 250 250")
                .line("wood", 5, "M146 250C116 54 276 54 246 250")
                .circle("berry", 128, 208, 25)
                .circle("flame", 178, 198, 28)
                .circle("berry", 226, 206, 24)
                .circle("leaf", 274, 210, 26)
                .circle("shine", 168, 188, 8)
                .circle("shine", 120, 200, 7)
                .path("leaf", "M226 184q4-24 24-24 0 22-24 24ZM128 184q-16-16-6-30 16 10 6 30Z")
                .path("main", "M56 216Q200 244 344 216 334 300 270 318H130Q66 300 56 216Z")
                .path("shade", "M300 224Q330 220 344 216 334 300 270 318H224Q290 290 300 224Z")
                .line("dark", 3, "M66 246Q200 274 334 246M84 276Q200 300 316 276")
                .line("bark", 13, "M56 218Q200 248 344 218")
                .rect("bark", 134, 314, 22, 16, 3)
                .rect("bark", 244, 314, 22, 16, 3)
                .circle("brass", 150, 236, 5)
                .circle("brass", 250, 236, 5);
    }

    private static void plantLabels(Drawing g) {
        double[] turns = {-17, 3, 20};
        for (int i = 0; i < 3; i++) {
            g.turn(turns[i], 200, 420)
                    .line("iron", 5, "M200 170V312")
                    .rect("shade", 144, 100 + i * 14, 118, 66, 5)
                    .rect(i == 1 ? "light" : i == 0 ? "main" : "dark", 140, 94 + i * 14, 118, 66, 5)
                    .line("deep", 3, "M156 " + (120 + i * 14) + "q8-12 14 0t14 0 14 0 14 0 14 0")
                    .line("deep", 2.5, "M164 " + (140 + i * 14) + "q6-8 12 0t12 0 12 0 12 0")
                    .path("shine", "M144 " + (98 + i * 14) + "H196L170 " + (156 + i * 14) + "H144Z")
                    .back();
        }
        g.path("coffee", "M30 330C60 282 110 300 150 290S250 280 290 296 360 300 372 330Z")
                .path("bark", "M50 330C90 306 140 318 200 310S320 312 352 330Z")
                .line("fern", 5, "M70 300V268M330 304V270")
                .path(
                        "leaf",
                        "M70 276q-22-4-24-24 22 2 24 24ZM70 270q22-4 22-24-20 4-22 24ZM330 278q-20-4-22-22 20 2 22 22ZM330 272q20-4 22-22-20 2-22 22Z");
    }

    private static void planter(Drawing g) {
        g.stand(148)
                .line("fern", 4, "M104 230V150M104 200L78 176M104 190L130 164M104 170L86 150")
                .path(
                        "leaf",
                        "M104 152q-14-18 0-34 14 16 0 34ZM78 178q-26 2-28-22 24-2 28 22ZM130 166q26 2 28-22-24-2-28 22ZM86 152q-20-2-18-20 20 2 18 20Z");
        for (int i = -3; i <= 3; i++) {
            g.line(
                    i % 2 == 0 ? "leaf" : "fern",
                    4.5,
                    "M200 232Q" + (200 + i * 7) + " 180 " + (200 + i * 17) + " " + (118 + Math.abs(i) * 11));
        }
        g.circle("leaf", 296, 196, 26)
                .circle("fern", 278, 180, 18)
                .circle("leaf", 314, 172, 20)
                .circle("fern", 298, 158, 15)
                .circle("leaf", 280, 206, 16)
                .circle("fern", 320, 200, 16)
                .path("main", "M46 226H354L336 330H64Z")
                .path("shade", "M310 226H354L336 330H290Z")
                .rect("dark", 40, 218, 320, 16, 6)
                .rect("light", 40, 218, 320, 6, 3)
                .line("dark", 3, "M64 262H336M68 300H330")
                .path("shine", "M62 240H78L88 322H74Z");
    }

    private static void kneeler(Drawing g) {
        g.line("bark", 10, "M166 128C170 66 230 66 234 128")
                .path("shade", "M64 326L104 132H304L344 326Z")
                .path(
                        "main",
                        "M64 300Q56 300 58 292L92 138Q94 126 106 126H294Q306 126 308 138L342 292Q344 300 336 300Z")
                .path(
                        "deep",
                        "M58 292L62 318Q64 330 76 330H324Q336 330 338 318L342 292Q344 300 336 300H64Q56 300 58 292Z")
                .line("light", 3, "M80 284L108 144H292L320 284Z")
                .line("shade", 5, "M152 146L138 284M200 146V284M248 146L262 284")
                .path("shine", "M106 140H168L126 292H74Z")
                .rect("bark", 148, 122, 34, 18, 4)
                .rect("bark", 218, 122, 34, 18, 4)
                .circle("brass", 165, 131, 4)
                .circle("brass", 235, 131, 4);
    }
}
