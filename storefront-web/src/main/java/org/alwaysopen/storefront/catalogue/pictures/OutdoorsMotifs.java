package org.alwaysopen.storefront.catalogue.pictures;

import java.util.Map;
import java.util.function.Consumer;

/** What is drawn for the shelf "Outdoors". */
final class OutdoorsMotifs {
    static final Map<String, Consumer<Drawing>> ALL = Map.ofEntries(
            Map.entry("tent", OutdoorsMotifs::tent),
            Map.entry("sleeping-bag", OutdoorsMotifs::sleepingBag),
            Map.entry("backpack", OutdoorsMotifs::backpack),
            Map.entry("bottle", OutdoorsMotifs::bottle),
            Map.entry("headlamp", OutdoorsMotifs::headlamp),
            Map.entry("stove", OutdoorsMotifs::stove),
            Map.entry("hammock", OutdoorsMotifs::hammock),
            Map.entry("camp-chair", OutdoorsMotifs::campChair),
            Map.entry("compass", OutdoorsMotifs::compass),
            Map.entry("rope", OutdoorsMotifs::rope),
            Map.entry("cooler", OutdoorsMotifs::cooler),
            Map.entry("pocket-knife", OutdoorsMotifs::pocketKnife),
            Map.entry("flask", OutdoorsMotifs::flask),
            Map.entry("poles", OutdoorsMotifs::poles),
            Map.entry("picnic-blanket", OutdoorsMotifs::picnicBlanket));

    private OutdoorsMotifs() {}

    private static void tent(Drawing g) {
        g.path("fern", "M20 316L66 170 112 316ZM296 316L340 190 384 316Z")
                .path("leaf", "M0 316L34 220 68 316Z")
                .stand(150)
                .path("dark", "M200 102Q300 180 352 330H240Z")
                .path("main", "M200 102Q98 180 48 330H330Q260 220 200 102Z")
                .path("shade", "M200 102Q260 220 330 330H262Q220 230 200 102Z")
                .path("deep", "M190 146Q150 230 128 330H236Q210 240 190 146Z")
                .path("cream", "M190 146Q160 240 164 330H128Q150 230 190 146Z")
                .path("light", "M190 146Q214 220 236 330H218Q200 240 190 146Z")
                .line("iron", 4, "M200 102L186 84M200 102L214 84")
                .line("cream", 3, "M60 300L26 334M342 300L376 334")
                .path("shine", "M176 130Q110 200 72 320H56Q100 196 176 130Z");
    }

    private static void sleepingBag(Drawing g) {
        g.turn(-28)
                .path(
                        "shade",
                        "M136 62Q206 34 270 66 298 92 284 190 276 330 252 358 204 380 160 356 134 320 124 190 112 92 136 62Z")
                .path(
                        "main",
                        "M130 54Q200 26 264 58 292 84 278 182 270 322 246 350 198 372 154 348 128 312 118 182 106 84 130 54Z")
                .path("shade", "M224 42Q250 48 264 58 292 84 278 182 270 322 246 350 230 360 210 361 262 200 224 42Z")
                .path("deep", "M146 78Q198 52 250 82 264 120 240 152 198 172 158 152 132 120 146 78Z")
                .path("cream", "M158 100Q198 82 238 102 244 126 230 142 198 154 168 142 152 126 158 100Z")
                .line(
                        "dark",
                        3,
                        "M120 198Q198 222 278 198M124 236Q198 258 274 236M130 274Q198 294 268 274M138 312Q198 328 260 312")
                .line("brass", 3.5, "M250 160Q256 250 232 344");
    }

    private static void backpack(Drawing g) {
        g.stand(104)
                .line("dark", 13, "M168 66Q200 36 232 66")
                .path("dark", "M96 196Q70 206 72 270 76 300 104 304ZM304 196Q330 206 328 270 324 300 296 304Z")
                .path("main", "M104 128Q106 70 200 70 294 70 296 128V302Q296 330 268 330H132Q104 330 104 302Z")
                .path("shade", "M256 80Q294 92 296 128V302Q296 330 268 330H236Q268 220 256 80Z")
                .path("dark", "M96 120Q102 62 200 62 298 62 304 120L298 160Q200 178 102 160Z")
                .path("shine", "M112 116Q122 78 180 72 140 88 132 130Z")
                .rect("deep", 146, 90, 12, 120, 3)
                .rect("deep", 242, 90, 12, 120, 3)
                .rect("brass", 142, 178, 20, 15, 3)
                .rect("brass", 238, 178, 20, 15, 3)
                .path("dark", "M128 220H272V296Q272 312 256 312H144Q128 312 128 296Z")
                .line("light", 3, "M138 232H262")
                .rect("cream", 176, 254, 48, 28, 3)
                .path("main", "M182 276L196 258 204 268 210 262 220 276Z");
    }

    private static void bottle(Drawing g) {
        g.stand(66)
                .line("ink", 9, "M172 84Q174 44 200 44T228 84")
                .rect("ink", 160, 76, 80, 40, 9)
                .rect("iron", 168, 112, 64, 12, 3)
                .path(
                        "main",
                        "M162 124H238Q270 140 270 180V308Q270 330 248 330H152Q130 330 130 308V180Q130 140 162 124Z")
                .path("shade", "M226 124H238Q270 140 270 180V308Q270 330 248 330H222Q244 230 226 124Z")
                .rect("shine", 144, 164, 13, 146, 6.5)
                .path("paper", "M168 262L192 214 204 234 214 220 240 262Z")
                .circle("paper", 226, 206, 8)
                .rect("dark", 130, 306, 140, 6, 0)
                .line("shine", 2, "M170 86V108M182 86V108M194 86V108M206 86V108M218 86V108M230 86V108");
    }

    private static void headlamp(Drawing g) {
        g.path("shine", "M150 200L400 96V330Z")
                .line("main", 30, "M60 200C60 110 200 84 260 118")
                .line("dark", 30, "M60 200C60 292 190 312 260 284")
                .line("light", 3, "M60 200C60 110 200 84 260 118M60 200C60 292 190 312 260 284")
                .line("main", 22, "M66 180C100 60 220 40 270 130")
                .line("light", 3, "M66 180C100 60 220 40 270 130")
                .rect("ink", 180, 128, 110, 148, 26)
                .circle("iron", 246, 202, 62)
                .circle("steel", 246, 202, 52)
                .circle("cream", 246, 202, 38)
                .circle("flame", 246, 202, 17)
                .circle("paper", 246, 202, 8)
                .circle("berry", 246, 152, 5)
                .circle("berry", 246, 252, 5)
                .rect("main", 196, 178, 12, 48, 5);
    }

    private static void stove(Drawing g) {
        g.stand(120)
                .line("ink", 10, "M284 168L364 132")
                .path("steel", "M106 122H294V192Q294 206 280 206H120Q106 206 106 192Z")
                .path("shade", "M250 122H294V192Q294 206 280 206H236Z")
                .rect("iron", 98, 114, 204, 13, 6)
                .rect("shine", 118, 134, 11, 60, 5)
                .path("iron", "M128 114Q134 88 200 86 266 88 272 114Z")
                .circle("ink", 200, 80, 10)
                .path(
                        "flame",
                        "M152 250C140 226 160 214 164 206 174 224 184 224 182 206 192 214 200 226 202 206 212 224 222 220 224 206 238 216 262 228 248 250Z")
                .path(
                        "berry",
                        "M168 250C162 236 176 232 180 222 188 236 198 232 202 222 210 234 220 232 222 224 236 236 236 242 232 250Z")
                .path("iron", "M92 206H308L322 318Q322 330 308 330H92Q78 330 78 318Z")
                .path("shade", "M264 206H308L322 318Q322 330 308 330H254Z")
                .circle("ink", 130, 262, 11)
                .circle("ink", 270, 262, 11)
                .circle("ink", 116, 300, 9)
                .circle("ink", 284, 300, 9)
                .path("deep", "M152 330V276Q152 262 166 262H234Q248 262 248 276V330Z")
                .path("main", "M160 330V288H240V330Z")
                .rect("light", 156, 282, 88, 10, 4)
                .path("flame", "M200 244C212 262 210 276 200 282 190 276 188 262 200 244Z");
    }

    private static void hammock(Drawing g) {
        g.rect("bark", 32, 40, 30, 300, 8)
                .rect("bark", 338, 40, 30, 300, 8)
                .rect("shade", 50, 40, 12, 300, 6)
                .rect("shade", 356, 40, 12, 300, 6)
                .circle("leaf", 44, 56, 52)
                .circle("fern", 84, 40, 36)
                .circle("leaf", 352, 52, 54)
                .circle("fern", 310, 36, 38)
                .oval("shade", 200, 336, 110, 9)
                .line("cream", 5, "M60 148L96 176M340 148L304 176")
                .rect("ink", 28, 142, 38, 12, 3)
                .rect("ink", 334, 142, 38, 12, 3)
                .path("dark", "M92 172Q200 250 308 172 290 230 200 232 110 230 92 172Z")
                .path("main", "M92 172Q110 306 200 308 290 306 308 172 280 262 200 262 120 262 92 172Z")
                .path("light", "M92 172Q124 250 200 252 276 250 308 172 282 238 200 238 118 238 92 172Z")
                .line("shade", 3, "M130 240Q150 290 180 306M270 240Q250 290 220 306M200 262V308")
                .path("shade", "M308 172Q290 306 200 308 270 290 308 172Z");
    }

    private static void campChair(Drawing g) {
        g.stand(128)
                .line("bark", 12, "M108 326L260 210M292 326L140 210")
                .line("wood", 12, "M96 84L136 244 122 326M304 84L264 244 278 326")
                .path("main", "M96 96Q200 118 304 96L280 232Q200 286 120 232Z")
                .path("shade", "M256 104Q284 101 304 96L280 232Q260 250 236 258Q262 180 256 104Z")
                .path("dark", "M120 232Q200 286 280 232L274 262Q200 312 126 262Z")
                .line("light", 3, "M112 114Q200 134 288 114")
                .rect("wood", 84, 78, 232, 14, 7)
                .line("wood", 13, "M88 214H132M268 214H312")
                .circle("brass", 200, 268, 6)
                .path("shine", "M112 122Q130 128 152 130L150 240 132 230Z");
    }

    private static void compass(Drawing g) {
        g.turn(-18).rect("shade", 104, 48, 208, 312, 16).rect("glass", 98, 40, 208, 312, 16);
        for (int i = 0; i <= 18; i++) {
            g.line("ink", 2, "M300 " + (64 + i * 15) + "h-" + (i % 5 == 0 ? 18 : 10));
        }
        g.path("berry", "M202 52L214 82H190Z")
                .line("berry", 3, "M202 84V110")
                .circle("ink", 202, 222, 92)
                .circle("main", 202, 222, 84)
                .circle("paper", 202, 222, 66);
        for (int i = 0; i < 24; i++) {
            g.turn(i * 15, 202, 222)
                    .line("paper", i % 6 == 0 ? 4 : 2, "M202 142v" + (i % 6 == 0 ? 12 : 7))
                    .back();
        }
        g.turn(40, 202, 222)
                .path("berry", "M202 164L213 222H191Z")
                .path("ink", "M202 280L213 222H191Z")
                .circle("brass", 202, 222, 7)
                .back()
                .line("berry", 8, "M128 346Q120 380 160 376");
    }

    private static void rope(Drawing g) {
        for (int i = 0; i < 5; i++) {
            g.line(
                    i % 2 == 0 ? "main" : "dark",
                    14,
                    "M200 " + (78 + i * 7) + "C" + (40 + i * 20) + " " + (90 + i * 6) + " " + (70 + i * 16) + " "
                            + (330 - i * 10) + " 200 " + (332 - i * 12) + "S" + (360 - i * 20) + " " + (90 + i * 6)
                            + " 200 " + (78 + i * 7));
        }
        g.line(
                "paper",
                2,
                "M200 78C40 90 70 330 200 332M200 92C80 102 102 310 200 308M200 332C330 330 360 90 200 78M200 308C298 310 320 102 200 92");
        for (int i = 0; i < 7; i++) {
            g.line(
                    i % 2 == 0 ? "light" : "main",
                    13,
                    "M172 " + (58 + i * 12) + "Q200 " + (70 + i * 12) + " 228 " + (58 + i * 12));
        }
        g.line("main", 13, "M222 134C250 180 236 300 300 346").line("berry", 14, "M296 342L304 350");
    }

    private static void cooler(Drawing g) {
        g.stand(142)
                .line("steel", 12, "M76 196C66 64 334 64 324 196")
                .rect("bark", 150, 88, 100, 18, 9)
                .rect("main", 66, 186, 268, 144, 14)
                .rect("shade", 268, 186, 66, 144, 14)
                .path("light", "M60 190V162Q60 142 80 142H320Q340 142 340 162V190Z")
                .path("shade", "M280 142H320Q340 142 340 162V190H280Z")
                .rect("deep", 60, 184, 280, 9, 2)
                .rect("steel", 180, 168, 40, 44, 6)
                .circle("iron", 200, 198, 6)
                .rect("cream", 110, 236, 180, 58, 8)
                .line("dark", 5, "M134 258H266")
                .line("dark", 4, "M154 274H246")
                .rect("shine", 78, 202, 12, 116, 6)
                .rect("steel", 54, 226, 14, 40, 4)
                .rect("steel", 332, 226, 14, 40, 4);
    }

    private static void pocketKnife(Drawing g) {
        g.turn(-30)
                .path("steel", "M206 184H344Q364 186 378 204 340 224 206 222Z")
                .path("paper", "M206 208C280 212 340 210 374 200L378 204Q340 224 206 222Z")
                .line("iron", 3, "M226 194H300")
                .path("main", "M214 172H84Q44 168 30 150 28 200 40 240 60 224 90 226H214Q222 200 214 172Z")
                .path("shade", "M34 214Q40 230 40 240 60 224 90 226H214Q217 214 217 206 120 216 34 214Z")
                .path("shine", "M60 176Q44 170 34 160L34 172Q60 184 84 184H216V176Z")
                .rect("steel", 190, 164, 34, 70, 7)
                .rect("iron", 203, 164, 6, 70, 0)
                .circle("brass", 56, 200, 7)
                .line("dark", 2, "M80 200Q130 192 180 200M90 212Q130 206 170 212");
    }

    private static void flask(Drawing g) {
        g.stand(70)
                .path("steel", "M148 60H252L246 128H154Z")
                .path("shade", "M226 60H252L246 128H222Z")
                .rect("iron", 144, 54, 112, 12, 5)
                .line("iron", 8, "M250 74Q282 72 278 96 274 114 248 112")
                .rect("ink", 156, 126, 88, 14, 3)
                .rect("main", 138, 138, 124, 192, 16)
                .rect("shade", 222, 138, 40, 192, 16)
                .rect("shine", 150, 152, 12, 162, 6)
                .rect("steel", 138, 150, 124, 8, 0)
                .rect("steel", 138, 304, 124, 8, 0);
        for (int row = 0; row < 5; row++) {
            for (int i = 0; i < 4; i++) {
                g.oval("shade", 172 + i * 21 + (row % 2) * 9, 184 + row * 24, 6, 5);
            }
        }
        g.line("ink", 6, "M262 160C316 166 316 290 262 296");
    }

    private static void poles(Drawing g) {
        g.path("shine", "M30 330L140 170 200 250 260 150 372 330Z");
        pole(g, 17, "main");
        g.mirrored();
        pole(g, 17, "dark");
        g.back();
    }

    private static void pole(Drawing g, double turn, String colour) {
        g.turn(turn, 200, 230)
                .line("ink", 4, "M204 70Q240 110 206 130")
                .rect("iron", 196, 120, 9, 210, 3)
                .rect(colour, 195, 180, 11, 70, 3)
                .rect("steel", 193, 174, 15, 9, 2)
                .rect("steel", 193, 248, 15, 9, 2)
                .path("bark", "M188 62Q200 44 212 62L210 132Q200 138 190 132Z")
                .line("wood", 3, "M190 80H210M190 94H210M190 108H210M191 122H209")
                .rect("ink", 190, 52, 20, 14, 7)
                .oval("ink", 200, 318, 24, 7)
                .path("iron", "M196 326H205L200 352Z")
                .back();
    }

    private static void picnicBlanket(Drawing g) {
        g.stand(136)
                .path("main", "M70 150H330V318H70Z")
                .oval("dark", 70, 234, 34, 84)
                .oval("main", 330, 234, 36, 84);
        for (int i = 0; i < 4; i++) {
            g.rect("cream", 104 + i * 58, 150, 12, 168, 0)
                    .rect("light", 122 + i * 58, 150, 5, 168, 0)
                    .rect("shade", 70, 168 + i * 38, 262, 16, 0);
        }
        g.oval("main", 330, 234, 34, 82)
                .oval("cream", 330, 234, 25, 62)
                .oval("main", 330, 234, 18, 44)
                .oval("cream", 330, 234, 9, 22)
                .rect("bark", 128, 146, 18, 176, 4)
                .rect("bark", 254, 146, 18, 176, 4)
                .rect("brass", 124, 206, 26, 30, 4)
                .rect("brass", 250, 206, 26, 30, 4)
                .rect("bark", 132, 212, 10, 18, 2)
                .rect("bark", 258, 212, 10, 18, 2)
                .line("bark", 13, "M137 150C140 92 260 92 263 150");
    }
}
