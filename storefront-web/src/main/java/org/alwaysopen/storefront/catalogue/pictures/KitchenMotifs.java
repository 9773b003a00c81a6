package org.alwaysopen.storefront.catalogue.pictures;

import java.util.Map;
import java.util.function.Consumer;

/** What is drawn for the shelf "Kitchen". */
final class KitchenMotifs {
    static final Map<String, Consumer<Drawing>> ALL = Map.ofEntries(
            Map.entry("chef-knife", KitchenMotifs::chefKnife),
            Map.entry("bread-knife", KitchenMotifs::breadKnife),
            Map.entry("skillet", KitchenMotifs::skillet),
            Map.entry("casserole", KitchenMotifs::casserole),
            Map.entry("board", KitchenMotifs::board),
            Map.entry("whisk", KitchenMotifs::whisk),
            Map.entry("spoons", KitchenMotifs::spoons),
            Map.entry("mill", KitchenMotifs::mill),
            Map.entry("apron", KitchenMotifs::apron),
            Map.entry("tea-towels", KitchenMotifs::teaTowels),
            Map.entry("bowls", KitchenMotifs::bowls),
            Map.entry("scale", KitchenMotifs::scale),
            Map.entry("jars", KitchenMotifs::jars),
            Map.entry("rolling-pin", KitchenMotifs::rollingPin),
            Map.entry("colander", KitchenMotifs::colander),
            Map.entry("timer", KitchenMotifs::timer));

    private KitchenMotifs() {}

    private static void chefKnife(Drawing g) {
        g.turn(-38)
                .path("steel", "M150 172H338Q362 176 352 190C322 226 250 238 150 236Z")
                .path("paper", "M152 216C240 220 316 206 350 184 352 188 354 188 352 190 322 226 250 238 150 236Z")
                .rect("iron", 140, 170, 16, 66, 3)
                .path("main", "M142 174H52Q34 178 38 200C40 218 56 224 70 214 96 208 120 222 142 226Z")
                .path("light", "M142 174H52Q44 176 41 184H142Z")
                .circle("brass", 64, 194, 5)
                .circle("brass", 94, 194, 5)
                .circle("brass", 124, 197, 5);
    }

    private static void breadKnife(Drawing g) {
        StringBuilder teeth = new StringBuilder("M132 184H350Q366 186 362 204L358 214");
        for (int x = 348; x > 132; x -= 14) {
            teeth.append("q-7 14-14 0");
        }
        g.turn(-34)
                .path("steel", teeth + "Z")
                .path("shine", "M132 186H352L354 196H132Z")
                .rect("iron", 122, 180, 14, 40, 3)
                .path("main", "M126 178H50Q32 180 32 200 32 222 52 224 72 222 84 214 104 222 126 222Z")
                .path("light", "M126 178H50Q40 179 36 188H126Z")
                .circle("brass", 58, 201, 5)
                .circle("brass", 100, 200, 5);
    }

    private static void skillet(Drawing g) {
        g.turn(-40)
                .path("deep", "M186 96L190 22Q200 8 210 22L214 96Z")
                .circle("shade", 200, 34, 7)
                .path("deep", "M98 176Q66 168 62 200 66 232 98 224Z")
                .circle("deep", 200, 216, 122)
                .circle("main", 200, 216, 112)
                .circle("dark", 200, 218, 94)
                .path("shine", "M128 190A84 84 0 0 1 206 134 92 92 0 0 0 128 190Z")
                .back()
                .path("paper", "M206 196C240 176 284 206 270 240 262 274 214 276 196 258 166 250 172 208 206 196Z")
                .circle("flame", 226, 230, 22)
                .oval("shine", 219, 222, 8, 5);
    }

    private static void casserole(Drawing g) {
        g.stand(140)
                .path("dark", "M92 206Q54 204 56 224 58 246 92 244ZM308 206Q346 204 344 224 342 246 308 244Z")
                .path("main", "M84 196H316V286Q314 330 270 330H130Q86 330 84 286Z")
                .path("shade", "M270 196H316V286Q314 330 270 330H240Q272 300 270 196Z")
                .path("shine", "M98 206H114V290Q100 280 98 270Z")
                .rect("deep", 78, 186, 244, 14, 7)
                .path("main", "M82 186Q92 134 200 132 308 134 318 186Z")
                .path("shine", "M112 172Q128 148 182 144 140 154 128 176Z")
                .path("brass", "M182 132V122H218V132ZM174 112Q200 98 226 112L220 124H180Z");
    }

    private static void board(Drawing g) {
        g.turn(-8).rect("deep", 84, 74, 232, 264, 18).rect("main", 84, 66, 232, 264, 18);
        String[] shades = {"light", "dark", "main", "wood", "dark", "light", "bark"};
        for (int row = 0; row < 5; row++) {
            for (int col = 0; col < 5; col++) {
                g.rect(shades[(row * 3 + col * 5) % 7], 98 + col * 41, 80 + row * 47.4, 40, 46, 2);
            }
        }
        g.line("shade", 7, "M296 84V312").rect("deep", 176, 84, 48, 15, 7.5).back();
        g.at(-6, 40, 1)
                .path("berry", "M206 160C244 148 264 184 248 214 232 242 190 240 178 212 168 184 184 164 206 160Z")
                .path("leaf", "M206 162L190 150 204 152 212 138 216 154 232 150 218 164Z")
                .path("shine", "M192 184Q196 172 208 170 200 180 198 196Z");
    }

    private static void whisk(Drawing g) {
        g.turn(34);
        for (int w = 8; w <= 62; w += 18) {
            g.line(
                    "iron",
                    4,
                    "M" + (200 - w * 0.15) + " 214C" + (200 - w * 1.5) + " 140 " + (200 - w * 1.1) + " 62 200 58C"
                            + (200 + w * 1.1) + " 62 " + (200 + w * 1.5) + " 140 " + (200 + w * 0.15) + " 214");
        }
        g.line("steel", 4, "M200 214V60")
                .rect("steel", 186, 208, 28, 26, 5)
                .path("main", "M186 232H214L218 330Q216 352 200 352 184 352 182 330Z")
                .path("shine", "M190 240H198L198 340Q188 340 188 326Z")
                .line("steel", 5, "M200 352a11 11 0 1 0 .1 0");
    }

    private static void spoons(Drawing g) {
        g.turn(-14, 200, 330)
                .rect("main", 191, 150, 18, 186, 9)
                .oval("main", 200, 112, 37, 54)
                .oval("dark", 200, 114, 25, 41)
                .back()
                .turn(16, 200, 330)
                .rect("dark", 192, 140, 17, 196, 8)
                .path("dark", "M166 60H222Q236 62 234 84L226 140Q218 160 200 160 182 160 176 142Z")
                .rect("deep", 184, 84, 7, 52, 3.5)
                .rect("deep", 198, 84, 7, 56, 3.5)
                .rect("deep", 212, 84, 7, 48, 3.5)
                .back()
                .rect("light", 192, 150, 16, 186, 8)
                .oval("light", 200, 118, 28, 42)
                .oval("main", 200, 120, 18, 30)
                .path("cream", "M146 268H254L246 338Q244 348 232 348H168Q156 348 154 338Z")
                .path("shade", "M222 268H254L246 338Q244 348 232 348H214Z")
                .line("main", 5, "M150 284H250")
                .line("main", 3, "M151 294H249");
    }

    private static void mill(Drawing g) {
        g.stand(72)
                .path(
                        "main",
                        "M146 330Q142 300 160 284 186 262 178 232L166 206H234L222 232Q214 262 240 284 258 300 254 330Z")
                .path("shade", "M216 206H234L222 232Q214 262 240 284 258 300 254 330H222Q226 290 206 262Z")
                .rect("steel", 164, 194, 72, 14, 4)
                .path("main", "M168 194Q150 160 172 140 186 128 186 112H214Q214 128 228 140 250 160 232 194Z")
                .path("shade", "M214 112Q214 128 228 140 250 160 232 194H210Q228 160 208 140Z")
                .circle("main", 200, 96, 22)
                .circle("steel", 200, 66, 10)
                .oval("shine", 192, 90, 6, 8)
                .path("shine", "M172 166Q170 150 184 142 178 160 182 184Z")
                .circle("ink", 112, 326, 6)
                .circle("ink", 128, 330, 5)
                .circle("ink", 282, 328, 6)
                .circle("ink", 96, 332, 4);
    }

    private static void apron(Drawing g) {
        g.line("deep", 9, "M152 122C140 60 180 44 200 44S260 60 248 122")
                .line("deep", 8, "M104 204C70 214 62 240 80 262M296 204C330 214 338 240 320 262")
                .path("main", "M150 106H250Q254 160 298 190L306 340Q200 356 94 340L102 190Q146 160 150 106Z")
                .path("shade", "M234 106H250Q254 160 298 190L306 340Q276 346 248 347Q262 220 234 106Z")
                .rect("dark", 148, 106, 104, 14, 4)
                .path("dark", "M138 236H236V296Q234 306 224 306H150Q140 306 138 296Z")
                .path("dark", "M248 236H274V290Q272 298 264 298 250 298 248 290Z")
                .line("light", 2, "M142 244H232M252 244H270")
                .path("cream", "M156 236L166 214 196 222 190 236Z");
    }

    private static void teaTowels(Drawing g) {
        g.rect("bark", 60, 76, 280, 12, 6)
                .circle("brass", 60, 82, 11)
                .circle("brass", 340, 82, 11)
                .path("cream", "M92 80H196V312Q144 322 92 312Z")
                .path("main", "M92 262H196V286H92ZM92 294H196V300H92ZM92 250H196V255H92Z")
                .path("shade", "M170 80H196V312Q184 315 170 316Z")
                .path("main", "M212 80H312V280Q262 290 212 280Z")
                .path(
                        "cream",
                        "M230 88H236V284H230ZM248 88H251V285H248ZM262 88H268V285H262ZM280 88H283V285H280ZM294 88H300V282H294Z")
                .path("shade", "M290 80H312V280Q302 283 290 284Z")
                .rect("shine", 92, 80, 104, 8, 0)
                .rect("shine", 212, 80, 100, 8, 0);
    }

    private static void bowls(Drawing g) {
        g.stand(132)
                .path("main", "M72 206H328Q320 296 244 318V330H156V318Q80 296 72 206Z")
                .path("shade", "M270 206H328Q320 296 244 318V330H214Q280 290 270 206Z")
                .oval("dark", 200, 206, 128, 22)
                .path("light", "M98 196Q104 168 200 166 296 168 302 196 280 210 200 212 120 210 98 196Z")
                .oval("dark", 200, 178, 98, 17)
                .path("cream", "M124 168Q130 142 200 140 270 142 276 168 250 182 200 182 150 182 124 168Z")
                .oval("main", 200, 152, 72, 13)
                .path("light", "M148 146Q154 122 200 120 246 122 252 146 230 156 200 156 170 156 148 146Z")
                .oval("deep", 200, 130, 46, 9)
                .path("shine", "M88 222Q100 280 146 300 112 260 108 224Z");
    }

    private static void scale(Drawing g) {
        g.stand(128)
                .path("main", "M86 236H314L326 312Q326 330 308 330H92Q74 330 74 312Z")
                .path("shade", "M270 236H314L326 312Q326 330 308 330H262Z")
                .rect("ink", 146, 266, 108, 42, 8)
                .line("leaf", 5, "M166 278V296M180 278H192V287H180V296H192M206 278H218V296H206ZM232 278V296")
                .rect("deep", 186, 216, 28, 22, 2)
                .rect("steel", 70, 204, 260, 14, 7)
                .path("glass", "M128 204Q120 140 138 130H262Q280 140 272 204Z")
                .path("cream", "M134 204Q132 168 170 160 210 148 240 164 268 176 267 204Z")
                .path("shine", "M140 140H152Q142 160 146 196H138Q132 156 140 140Z");
    }

    private static void jars(Drawing g) {
        g.stand(138);
        jar(g, 76, 200, 88, 130, "coffee");
        jar(g, 238, 220, 84, 110, "flame");
        jar(g, 148, 142, 104, 188, "cream");
    }

    private static void jar(Drawing g, double x, double y, double w, double h, String filling) {
        g.rect("glass", x, y, w, h, 16)
                .rect(filling, x + 6, y + h * 0.36, w - 12, h * 0.64 - 6, 11)
                .rect("shine", x + 9, y + 14, 11, h - 30, 5)
                .rect("main", x + 8, y - 8, w - 16, 9, 3)
                .path(
                        "glass",
                        "M" + (x + 10) + " " + (y - 8) + "Q" + (x + w / 2) + " " + (y - 36) + " " + (x + w - 10) + " "
                                + (y - 8) + "Z")
                .line(
                        "iron",
                        3.5,
                        "M" + (x + 4) + " " + (y + 20) + "H" + (x + w - 4) + "M" + (x + w - 10) + " " + (y + 20) + "V"
                                + (y - 16));
    }

    private static void rollingPin(Drawing g) {
        g.path("cream", "M74 250C110 210 150 240 200 232S300 214 330 258C336 300 280 322 200 320S70 300 74 250Z")
                .path("shade", "M330 258C336 300 280 322 200 320S70 300 74 250C80 290 140 306 204 304S318 290 330 258Z")
                .turn(-24)
                .path("main", "M38 194Q30 200 38 206L120 224H280L362 206Q370 200 362 194L280 176H120Z")
                .path("shine", "M60 194L124 182H278L320 190 276 188H126Z")
                .path("shade", "M38 206L120 224H280L362 206Q368 203 366 200L280 212H120L36 202Z")
                .line("dark", 2, "M130 200H210M170 208H260M230 194H290");
    }

    private static void colander(Drawing g) {
        g.stand(108)
                .path("deep", "M150 302H250L262 330H138Z")
                .path("main", "M72 180H328Q322 306 236 310H164Q78 306 72 180Z")
                .path("shade", "M276 180H328Q322 306 236 310H214Q282 280 276 180Z")
                .line("dark", 10, "M74 196Q42 196 46 178 50 168 72 176M326 196Q358 196 354 178 350 168 328 176")
                .rect("dark", 64, 172, 272, 16, 8);
        for (int ring = 0; ring < 4; ring++) {
            for (int i = -ring - 1; i <= ring + 1; i++) {
                g.circle("deep", 200 + i * (26 - ring), 290 - ring * 26 - Math.abs(i) * (2.5 + ring), 5);
            }
        }
        g.path("shine", "M90 198Q96 256 130 284 112 246 112 198Z");
    }

    private static void timer(Drawing g) {
        g.stand(96)
                .rect("deep", 186, 82, 28, 26, 6)
                .circle("main", 200, 216, 116)
                .path("shade", "M248 110A116 116 0 0 1 200 332 140 140 0 0 0 248 110Z")
                .circle("cream", 200, 216, 84);
        for (int i = 0; i < 12; i++) {
            double a = Math.PI * i / 6;
            double from = i % 3 == 0 ? 60 : 68;
            g.line(
                    "ink",
                    i % 3 == 0 ? 5 : 3,
                    "M" + (200 + from * Math.sin(a)) + " " + (216 - from * Math.cos(a)) + "L" + (200 + 76 * Math.sin(a))
                            + " " + (216 - 76 * Math.cos(a)));
        }
        g.circle("main", 200, 216, 30)
                .turn(52, 200, 216)
                .path("dark", "M193 230V158L200 146 207 158V230Q200 238 193 230Z")
                .back()
                .path("shine", "M108 190A98 98 0 0 1 170 124 116 116 0 0 0 108 190Z");
    }
}
