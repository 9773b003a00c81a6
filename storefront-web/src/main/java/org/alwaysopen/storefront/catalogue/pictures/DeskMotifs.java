package org.alwaysopen.storefront.catalogue.pictures;

import java.util.Map;
import java.util.function.Consumer;

/** What is drawn for the shelf "Desk". */
final class DeskMotifs {
    static final Map<String, Consumer<Drawing>> ALL = Map.ofEntries(
            Map.entry("notebook", DeskMotifs::notebook),
            Map.entry("pen", DeskMotifs::pen),
            Map.entry("pencils", DeskMotifs::pencils),
            Map.entry("desk-lamp", DeskMotifs::deskLamp),
            Map.entry("pen-pot", DeskMotifs::penPot),
            Map.entry("desk-mat", DeskMotifs::deskMat),
            Map.entry("laptop-stand", DeskMotifs::laptopStand),
            Map.entry("headphones", DeskMotifs::headphones),
            Map.entry("calendar", DeskMotifs::calendar),
            Map.entry("scissors", DeskMotifs::scissors),
            Map.entry("tape", DeskMotifs::tape),
            Map.entry("ruler", DeskMotifs::ruler),
            Map.entry("bookends", DeskMotifs::bookends),
            Map.entry("letter-tray", DeskMotifs::letterTray),
            Map.entry("cards", DeskMotifs::cards));

    private DeskMotifs() {}

    private static void notebook(Drawing g) {
        g.turn(-9)
                .rect("shade", 112, 74, 196, 272, 10)
                .rect("paper", 112, 70, 190, 268, 6)
                .line("shade", 2, "M300 84V326M296 84V326")
                .rect("main", 100, 62, 190, 272, 9)
                .path("dark", "M109 62H132V334H109Q100 334 100 325V71Q100 62 109 62Z")
                .line("light", 2, "M116 74V322")
                .rect("cream", 160, 112, 98, 58, 4)
                .line("dark", 4, "M176 134H242")
                .line("dark", 3, "M184 150H234")
                .rect("deep", 268, 62, 9, 272, 0)
                .path("berry", "M206 334H218V366L212 358 206 366Z")
                .path("shine", "M136 66H200L136 180Z");
    }

    private static void pen(Drawing g) {
        g.line("ink", 4, "M70 322C104 280 120 352 150 316S196 300 214 326 250 318 268 308")
                .turn(-45)
                .path("iron", "M46 200L84 187V213Z")
                .path("ink", "M46 200L60 195V205Z")
                .path("main", "M84 184L118 176H236V224H118L84 216Z")
                .rect("dark", 232, 172, 8, 56, 2)
                .path("main", "M240 170H338Q354 172 354 200 354 228 338 230H240Z")
                .path("shine", "M86 188L118 182H236V190H118L86 195ZM242 178H338Q346 180 347 188H242Z")
                .path("shade", "M84 212L118 216H236V224H118L84 216ZM240 216H350Q346 228 338 230H240Z")
                .path("dark", "M346 164Q356 164 356 172L258 178Q250 178 250 172Z");
    }

    private static void pencils(Drawing g) {
        int[] angles = {-20, -7, 7, 20};
        String[] woods = {"main", "wood", "dark", "light"};
        for (int i = 0; i < 4; i++) {
            g.turn(angles[i], 200, 420)
                    .path(woods[i], "M184 128H216V322H184Z")
                    .path("shade", "M206 128H216V322H206Z")
                    .path("shine", "M184 128H192V322H184Z")
                    .path("cream", "M184 130L200 76 216 130Q208 122 200 130 192 122 184 130Z")
                    .path("ink", "M194 97L200 76 206 97Z")
                    .rect("brass", 183, 300, 34, 20, 2)
                    .back();
        }
        g.path("cream", "M96 264H304L290 344H110Z")
                .path("main", "M94 276H306L302 298H98Z")
                .path("shade", "M262 264H304L290 344H252Z")
                .line("dark", 3, "M150 318H250");
    }

    private static void deskLamp(Drawing g) {
        g.path("shine", "M70 186L168 130 290 330H30Z")
                .stand(82)
                .rect("main", 206, 310, 126, 22, 9)
                .rect("shine", 214, 314, 90, 5, 2)
                .line("iron", 10, "M268 312L310 196")
                .line("iron", 10, "M310 196L176 96")
                .line("dark", 4, "M256 306L298 192M300 206L188 122")
                .circle("main", 310, 196, 15)
                .circle("brass", 310, 196, 6)
                .path("flame", "M66 184Q98 206 166 138L150 124Z")
                .path("main", "M180 78Q202 84 196 108L172 142 64 188Q54 150 92 118 124 86 180 78Z")
                .path("shade", "M196 108L172 142 64 188Q140 160 190 88 198 96 196 108Z")
                .circle("dark", 186, 92, 14)
                .path("shine", "M76 158Q86 126 130 104 100 132 90 166Z");
    }

    private static void penPot(Drawing g) {
        g.stand(84)
                .turn(-10, 200, 300)
                .path("berry", "M150 96H166V240H150Z")
                .path("cream", "M150 98L158 70 166 98Z")
                .path("ink", "M155 80L158 70 161 80Z")
                .back()
                .turn(7, 200, 300)
                .path("sky", "M190 74H207V240H190Z")
                .path("cream", "M190 76L198 46 207 76Z")
                .path("ink", "M195 57L198 46 201 57Z")
                .back()
                .turn(14, 200, 300)
                .rect("steel", 222, 84, 26, 160, 2)
                .line("iron", 2, "M224 100H234M224 114H240M224 128H234M224 142H240M224 156H234")
                .back()
                .path("main", "M126 184H274L264 330H136Z")
                .path("light", "M126 184H162L166 330H136Z")
                .path("dark", "M236 184H274L264 330H230Z")
                .path("shade", "M258 184H274L264 330H252Z")
                .line("shade", 2, "M200 190V328")
                .oval("deep", 200, 184, 74, 11);
    }

    private static void deskMat(Drawing g) {
        g.path("shade", "M32 310L84 168H324L378 310Z")
                .path("main", "M28 300L80 158H320L372 300Z")
                .path("dark", "M28 300H372V310H28Z")
                .line("light", 2.5, "M42 292L88 166H312L358 292Z")
                .path("steel", "M112 196H250L262 262H100Z")
                .path("iron", "M118 200H244L247 214H115Z");
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < 9; i++) {
                g.rect("paper", 116 + i * 15 - row * 3, 218 + row * 13, 11, 9, 2);
            }
        }
        g.oval("shade", 306, 256, 24, 30)
                .oval("cream", 303, 248, 23, 29)
                .line("iron", 2, "M303 222V244")
                .path("main", "M150 150V128Q150 122 156 122H190Q196 122 196 128V150Z")
                .oval("coffee", 173, 124, 21, 5)
                .line("main", 6, "M196 128q16 0 0 16");
    }

    private static void laptopStand(Drawing g) {
        g.stand(124)
                .path("dark", "M138 330L178 208H206L172 330Z")
                .path("iron", "M92 78H284Q294 78 296 88L312 214H84L82 90Q82 78 92 78Z")
                .path("sky", "M96 90H282L296 202H98Z")
                .path("cream", "M96 90H200L110 202H98Z")
                .circle("flame", 230, 134, 20)
                .path("leaf", "M98 202L150 158 190 186 240 150 296 202Z")
                .path("steel", "M70 212H330L346 230H54Z")
                .path("iron", "M54 230H346V238H54Z")
                .path("main", "M84 238H316L306 256H94Z")
                .path("main", "M110 252H142L176 330H138ZM258 252H290L262 330H224Z")
                .path("shade", "M276 252H290L262 330H246Z");
    }

    private static void headphones(Drawing g) {
        g.line("dark", 20, "M98 222C84 96 144 64 200 64S316 96 302 222")
                .line("main", 9, "M106 170C110 96 152 70 200 70S290 96 294 170")
                .rect("deep", 88, 204, 26, 26, 6)
                .rect("deep", 286, 204, 26, 26, 6)
                .rect("ink", 116, 206, 34, 110, 17)
                .rect("ink", 250, 206, 34, 110, 17)
                .path("main", "M124 204Q74 204 72 260 74 318 124 318Z")
                .path("main", "M276 204Q326 204 328 260 326 318 276 318Z")
                .path("shade", "M300 210Q328 220 328 260 326 318 276 318 318 290 300 210Z")
                .path("shine", "M84 246Q90 216 112 212 98 236 98 276 84 270 84 246Z")
                .circle("brass", 99, 262, 6)
                .circle("brass", 301, 262, 6)
                .line("ink", 4, "M112 318C112 350 160 346 200 340S270 330 300 352");
    }

    private static void calendar(Drawing g) {
        g.stand(108)
                .path("deep", "M104 318L132 200H268L296 318Q296 330 284 330H116Q104 330 104 318Z")
                .circle("dark", 98, 178, 15)
                .circle("dark", 302, 178, 15)
                .rect("main", 92, 84, 216, 192, 28)
                .rect("shade", 250, 84, 58, 192, 28)
                .rect("shine", 106, 98, 12, 160, 6)
                .rect("paper", 126, 122, 148, 116, 8)
                .rect("shade", 126, 122, 148, 10, 5)
                .line("ink", 13, "M156 158Q160 148 174 150 190 156 182 174L156 208H186")
                .line("ink", 13, "M214 151H240L224 176Q244 178 242 194 236 214 212 206")
                .line("dark", 3, "M126 222H274")
                .rect("brass", 178, 74, 44, 12, 6);
    }

    private static void scissors(Drawing g) {
        g.turn(14)
                .path("steel", "M190 216L150 40Q146 30 158 34L214 214Z")
                .path("iron", "M150 40Q146 30 158 34L214 214 204 216Z")
                .path("steel", "M210 216L250 40Q254 30 242 34L186 214Z")
                .path("shine", "M210 216L250 40Q250 34 246 34L198 214Z")
                .circle("brass", 200, 200, 10)
                .line("main", 19, "M208 226C226 252 262 268 268 304 266 346 214 344 212 300 212 276 206 250 196 226")
                .line("main", 19, "M192 226C174 252 138 268 132 304 134 346 186 344 188 300 188 276 194 250 204 226")
                .line("shine", 4, "M140 296C146 278 164 264 176 250M222 300C224 330 250 336 260 312");
    }

    private static void tape(Drawing g) {
        g.stand(140)
                .circle("cream", 150, 176, 84)
                .circle("flame", 150, 176, 84)
                .circle("cream", 150, 176, 52)
                .circle("dark", 150, 176, 44)
                .path("flame", "M150 92Q260 84 318 172L312 180Q250 110 150 112Z")
                .path(
                        "main",
                        "M62 330Q52 250 92 224 120 250 150 250 188 250 214 222 252 226 276 204L320 172Q340 172 344 196V318Q344 330 330 330Z")
                .path("shade", "M276 204L320 172Q340 172 344 196V318Q344 330 330 330H280Q296 270 276 204Z")
                .line("steel", 6, "M306 176l6 8 6-8 6 8 6-8 6 8")
                .circle("brass", 150, 176, 16)
                .path("shine", "M76 300Q76 254 96 244 90 280 92 314Z");
    }

    private static void ruler(Drawing g) {
        g.turn(-32)
                .rect("shade", 18, 176, 372, 68, 4)
                .rect("main", 14, 166, 372, 68, 4)
                .rect("light", 14, 166, 372, 6, 3)
                .rect("wood", 14, 230, 372, 6, 2);
        for (int i = 0; i <= 34; i++) {
            int x = 30 + i * 10;
            g.line("ink", 2, "M" + x + " 172V" + (i % 10 == 0 ? 202 : i % 5 == 0 ? 192 : 184));
        }
        g.circle("deep", 366, 214, 8)
                .path("shine", "M40 166H110L80 236H14V210Z")
                .line("ink", 3, "M36 210V222M132 212q8-6 8 2l-8 9h9M232 212h8l-5 4q8 6-4 9")
                .back()
                .line("berry", 3, "M88 108L196 40")
                .path("wood", "M196 40L290 -14 298 0 204 54Z")
                .path("cream", "M188 58L196 40 204 54Z");
    }

    private static void bookends(Drawing g) {
        g.stand(150)
                .path("main", "M44 330V242Q46 192 92 190V330H76V244Q74 232 68 244V330Z")
                .path("main", "M356 330V242Q354 192 308 190V330H324V244Q326 232 332 244V330Z")
                .path("shade", "M356 330V242Q354 192 308 190 346 210 344 330Z");
        String[] spines = {"berry", "cream", "sky", "ink", "flame", "paper", "fern", "clay"};
        int[] widths = {30, 24, 34, 20, 28, 26, 22, 32};
        int[] heights = {196, 176, 210, 186, 164, 202, 180, 192};
        int x = 92;
        for (int i = 0; i < spines.length; i++) {
            g.rect(spines[i], x, 330 - heights[i], widths[i], heights[i], 2)
                    .rect("shade", x + widths[i] - 6, 330 - heights[i], 6, heights[i], 2)
                    .rect("brass", x + 4, 352 - heights[i], widths[i] - 8, 4, 0)
                    .rect("brass", x + 4, 300, widths[i] - 8, 3, 0);
            x += widths[i];
        }
    }

    private static void letterTray(Drawing g) {
        g.stand(134);
        for (int i = 2; i >= 0; i--) {
            double y = 140 + i * 66;
            g.path("dark", "M86 " + y + "H314L330 " + (y + 34) + "H70Z")
                    .path("paper", "M98 " + (y - 6) + "H296L304 " + (y + 22) + "H92Z")
                    .path("cream", "M106 " + (y - 12) + "L292 " + (y - 10) + " 300 " + (y + 14) + "H100Z")
                    .line("iron", 2, "M124 " + y + "H260M124 " + (y + 7) + "H230")
                    .path(
                            "main",
                            "M66 " + (y + 16) + "H170Q180 " + (y + 34) + " 200 " + (y + 34) + "T230 " + (y + 16)
                                    + "H334V" + (y + 46) + "Q334 " + (y + 52) + " 328 " + (y + 52) + "H72Q66 "
                                    + (y + 52) + " 66 " + (y + 46) + "Z")
                    .path(
                            "shade",
                            "M290 " + (y + 16) + "H334V" + (y + 46) + "Q334 " + (y + 52) + " 328 " + (y + 52)
                                    + "H290Z");
        }
        g.rect("brass", 76, 128, 7, 202, 3).rect("brass", 317, 128, 7, 202, 3);
    }

    private static void cards(Drawing g) {
        g.turn(-12)
                .rect("shade", 82, 108, 232, 160, 4)
                .rect("main", 76, 100, 232, 160, 4)
                .path("dark", "M76 100L192 196 308 100Z")
                .path("light", "M76 104L192 200 308 104V100H76Z")
                .back()
                .turn(7)
                .rect("shade", 106, 162, 226, 158, 4)
                .rect("paper", 100, 154, 226, 158, 4)
                .rect("main", 100, 154, 226, 158, 4)
                .rect("paper", 108, 162, 210, 142, 2)
                .line(
                        "ink",
                        3,
                        "M130 196q10-10 18 0t18 0 18 0 18 0 18 0 18 0M130 222q10-10 18 0t18 0 18 0 18 0 18 0 18 0 18 0M130 248q10-10 18 0t18 0 18 0 18 0")
                .line("main", 4, "M248 280q14-16 22-2t24-6")
                .back();
    }
}
