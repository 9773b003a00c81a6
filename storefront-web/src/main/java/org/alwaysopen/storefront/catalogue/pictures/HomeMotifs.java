package org.alwaysopen.storefront.catalogue.pictures;

import java.util.Map;
import java.util.function.Consumer;

/** What is drawn for the shelf "Home". */
final class HomeMotifs {
    static final Map<String, Consumer<Drawing>> ALL = Map.ofEntries(
            Map.entry("candle", HomeMotifs::candle),
            Map.entry("cushion", HomeMotifs::cushion),
            Map.entry("throw", HomeMotifs::throwBlanket),
            Map.entry("vase", HomeMotifs::vase),
            Map.entry("frame", HomeMotifs::frame),
            Map.entry("rug", HomeMotifs::rug),
            Map.entry("table-lamp", HomeMotifs::tableLamp),
            Map.entry("basket", HomeMotifs::basket),
            Map.entry("wall-clock", HomeMotifs::wallClock),
            Map.entry("mirror", HomeMotifs::mirror),
            Map.entry("doormat", HomeMotifs::doormat),
            Map.entry("peg-rail", HomeMotifs::pegRail),
            Map.entry("stool", HomeMotifs::stool),
            Map.entry("diffuser", HomeMotifs::diffuser),
            Map.entry("towel-stack", HomeMotifs::towelStack));

    private HomeMotifs() {}

    private static void candle(Drawing g) {
        g.stand(92)
                .circle("shine", 200, 118, 62)
                .path("flame", "M200 76C222 104 224 126 200 138 176 126 178 104 200 76Z")
                .path("cream", "M200 104C210 118 210 130 200 136 190 130 190 118 200 104Z")
                .line("ink", 4, "M200 136V166")
                .rect("glass", 120, 164, 160, 166, 16)
                .rect("main", 128, 190, 144, 132, 11)
                .oval("light", 200, 191, 72, 11)
                .rect("paper", 152, 226, 96, 68, 4)
                .line("dark", 4, "M168 248H232")
                .line("dark", 3, "M178 262H222M186 274H214")
                .rect("shine", 132, 176, 12, 140, 6);
    }

    private static void cushion(Drawing g) {
        g.stand(120)
                .turn(-6)
                .path(
                        "main",
                        "M84 92Q200 118 316 92 338 92 334 116 306 206 334 296 338 322 314 322 200 296 86 322 62 322 66 296 94 206 66 116 62 92 84 92Z")
                .path("shade", "M316 92Q338 92 334 116 306 206 334 296 338 322 314 322 280 312 240 308 300 210 286 98Z")
                .line(
                        "dark",
                        3,
                        "M84 92Q200 118 316 92M86 322Q200 296 314 322M66 116Q94 206 66 296M334 116Q306 206 334 296")
                .line("light", 3, "M140 112V300M158 113V299M200 112V298M242 113V299M260 112V300")
                .path("shine", "M88 110Q120 118 150 118 112 150 100 190 96 146 82 118Z")
                .circle("deep", 200, 206, 9)
                .line("shade", 4, "M200 206L168 186M200 206L232 186M200 206L172 232M200 206L228 232");
    }

    private static void throwBlanket(Drawing g) {
        g.stand(134);
        for (int x = 92; x <= 228; x += 14) {
            g.line("main", 5, "M" + x + " 306v22");
        }
        g.path("dark", "M84 150Q90 130 110 130H300Q322 132 322 154V314Q322 328 308 328H240V170Z")
                .path("main", "M84 150Q88 138 104 136H222Q242 138 242 160V312H84Z")
                .line(
                        "light",
                        4,
                        "M90 180L110 164 130 180 150 164 170 180 190 164 210 180 236 160M90 212L110 196 130 212 150 196 170 212 190 196 210 212 236 192M90 244L110 228 130 244 150 228 170 244 190 228 210 244 236 224M90 276L110 260 130 276 150 260 170 276 190 260 210 276 236 256")
                .line("deep", 3, "M252 190H314M252 232H314M252 274H314")
                .rect("dark", 84, 294, 158, 12, 0)
                .path("shine", "M84 150Q88 138 104 136H222Q232 138 236 144H104Q92 146 84 162Z");
    }

    private static void vase(Drawing g) {
        g.stand(80)
                .line(
                        "fern",
                        5,
                        "M200 140C196 100 210 74 196 40M200 130C220 100 240 92 262 66M199 126C184 104 160 98 148 84")
                .path(
                        "leaf",
                        "M262 66q-26-4-30 20 22 4 30-20ZM234 92q-4-24-24-20 2 20 24 20ZM148 84q20-12 32 8-16 14-32-8Z")
                .circle("berry", 196, 40, 15)
                .circle("flame", 196, 40, 6)
                .circle("berry", 264, 62, 10)
                .circle("berry", 146, 80, 9)
                .path("main", "M184 126H216V186C282 212 286 330 246 330H154C114 330 118 212 184 186Z")
                .path("shade", "M204 126H216V186C282 212 286 330 246 330H204C256 300 246 220 204 190Z")
                .rect("dark", 178, 120, 44, 11, 5.5)
                .path("shine", "M150 240Q156 214 178 204 162 240 168 296 146 280 150 240Z");
    }

    private static void frame(Drawing g) {
        g.rect("shade", 96, 62, 220, 284, 4)
                .rect("main", 90, 54, 220, 284, 4)
                .path("dark", "M310 54V338H90L112 316H288V76Z")
                .rect("light", 90, 54, 220, 6, 2)
                .rect("paper", 112, 76, 176, 240, 0)
                .rect("sky", 140, 112, 120, 168, 0)
                .circle("flame", 226, 148, 17)
                .path("leaf", "M140 226L178 176 212 222 232 200 260 232V280H140Z")
                .path("fern", "M140 252Q190 222 260 262V280H140Z")
                .path("shine", "M112 76H170L112 210Z");
    }

    private static void rug(Drawing g) {
        for (int x = 66; x <= 336; x += 12) {
            g.line("cream", 4, "M" + x + " 92V72M" + x + " 312V332");
        }
        g.rect("main", 60, 90, 282, 224, 3)
                .path("dark", "M60 110H342V122H60ZM60 282H342V294H60Z")
                .path("cream", "M60 126H342V132H60ZM60 272H342V278H60Z");
        for (int x = 84; x < 300; x += 47) {
            g.path("light", "M" + x + " 202l23-56 23 56-23 56Z")
                    .path("deep", "M" + (x + 10) + " 202l13-32 13 32-13 32Z")
                    .path("cream", "M" + (x + 18) + " 202l5-12 5 12-5 12Z");
        }
        g.path("shade", "M300 90H342V314H320Q330 200 300 90Z");
    }

    private static void tableLamp(Drawing g) {
        g.path("shine", "M104 194H296L360 330H40Z")
                .stand(86)
                .path("main", "M188 190H212Q214 286 258 318V330H142V318Q186 286 188 190Z")
                .path("shade", "M204 190H212Q214 286 258 318V330H212Q210 260 204 190Z")
                .oval("flame", 200, 192, 100, 13)
                .path("main", "M76 192Q84 84 200 82 316 84 324 192 200 204 76 192Z")
                .path("shade", "M246 88Q318 110 324 192 296 196 262 197 284 130 246 88Z")
                .path("shine", "M98 172Q112 112 168 98 128 126 124 176Z")
                .line("deep", 4, "M250 326Q300 330 330 318 350 310 366 322");
    }

    private static void basket(Drawing g) {
        g.stand(118)
                .rect("bark", 118, 128, 150, 30, 15)
                .circle("cream", 262, 143, 15)
                .circle("wood", 262, 143, 9)
                .rect("bark", 140, 102, 150, 30, 15)
                .circle("cream", 146, 117, 15)
                .circle("wood", 146, 117, 9)
                .path("main", "M84 158H316L290 316Q288 330 272 330H128Q112 330 110 316Z");
        for (int row = 0; row < 6; row++) {
            for (int x = 92 + (row % 2) * 17 + row * 4; x < 284 - row * 4; x += 34) {
                g.rect(row % 2 == 0 ? "light" : "dark", x, 180 + row * 24, 25, 17, 6);
            }
        }
        g.path("shade", "M272 158H316L290 316Q288 330 272 330H244Z")
                .rect("dark", 76, 150, 248, 20, 10)
                .line("bark", 11, "M86 160Q50 180 76 214M314 160Q350 180 324 214");
    }

    private static void wallClock(Drawing g) {
        g.circle("shade", 206, 208, 138)
                .circle("main", 200, 198, 138)
                .circle("dark", 200, 198, 124)
                .circle("paper", 200, 198, 118);
        for (int i = 0; i < 12; i++) {
            double a = Math.PI * i / 6;
            double from = i % 3 == 0 ? 86 : 96;
            g.line(
                    "ink",
                    i % 3 == 0 ? 8 : 4,
                    "M" + (200 + from * Math.sin(a)) + " " + (198 - from * Math.cos(a)) + "L"
                            + (200 + 106 * Math.sin(a)) + " " + (198 - 106 * Math.cos(a)));
        }
        g.line("ink", 9, "M200 198L158 146")
                .line("ink", 6, "M200 198L262 142")
                .line("berry", 3, "M188 222L232 110")
                .circle("berry", 200, 198, 8)
                .path("shine", "M96 168A108 108 0 0 1 168 94 126 126 0 0 0 96 168Z");
    }

    private static void mirror(Drawing g) {
        g.path("shade", "M106 342V198a100 100 0 0 1 200 0V342Z")
                .path("main", "M98 336V192a102 102 0 0 1 204 0V336Z")
                .path("dark", "M302 336V192a102 102 0 0 0-40-81Q290 140 290 192V324H98V336Z")
                .path("glass", "M110 324V192a90 90 0 0 1 180 0V324Z")
                .path("shine", "M110 250L232 109 262 126 110 300ZM180 324L290 194V226L206 324Z")
                .rect("main", 84, 328, 232, 14, 4)
                .line("brass", 4, "M150 342v14a8 8 0 1 0 .1 0")
                .rect("leaf", 260, 290, 8, 20, 3)
                .path("leaf", "M264 296q-24-22-6-44 12 22 6 44ZM264 296q24-14 20-38-22 8-20 38Z")
                .rect("clay", 246, 302, 36, 27, 4);
    }

    private static void doormat(Drawing g) {
        g.path("shade", "M50 312L94 140H318L362 312Z")
                .path("main", "M46 302L92 132H308L354 302Z")
                .path("dark", "M46 302H354L356 316H44Z")
                .line("deep", 5, "M72 286L106 148H294L328 286Z");
        for (int row = 0; row < 6; row++) {
            for (int i = 0; i < 9; i++) {
                double y = 164 + row * 19;
                double x = 200 + (i - 4) * (20 + row * 1.8);
                g.line((row + i) % 2 == 0 ? "light" : "dark", 4, "M" + x + " " + y + "l" + (i % 3 - 1) * 4 + " 9");
            }
        }
        g.path("ink", "M128 92Q128 66 140 66H172L176 96 216 108Q224 114 222 126H128Z")
                .rect("bark", 126, 122, 98, 9, 4)
                .path("shine", "M136 76H144V112H136Z");
    }

    private static void pegRail(Drawing g) {
        g.rect("shade", 44, 122, 320, 50, 5)
                .rect("main", 40, 112, 320, 50, 5)
                .rect("light", 40, 112, 320, 7, 3)
                .rect("dark", 40, 155, 320, 7, 3)
                .line("dark", 2, "M60 134H150M190 142H300M100 148H170");
        for (int x = 80; x <= 320; x += 80) {
            g.circle("deep", x, 144, 14).circle("main", x, 138, 14).circle("light", x - 3, 135, 6);
        }
        g.line("berry", 7, "M78 146Q60 180 86 186")
                .path("berry", "M72 176H104Q112 250 116 316L96 326 84 312 70 328 54 314Q62 240 72 176Z")
                .path("shade", "M92 176H104Q112 250 116 316L96 326Z")
                .line("ink", 6, "M236 140Q220 180 206 196M244 140Q262 180 274 196")
                .path(
                        "sky",
                        "M192 192H288Q296 192 296 202L286 300Q284 312 272 312H208Q196 312 194 300L184 202Q184 192 192 192Z")
                .path("shade", "M262 192H288Q296 192 296 202L286 300Q284 312 272 312H246Z");
    }

    private static void stool(Drawing g) {
        g.stand(116)
                .path("dark", "M190 176H214L222 320Q210 328 198 320Z")
                .path("main", "M122 178H152L112 326Q98 334 88 324ZM248 178H278L312 324Q302 334 288 326Z")
                .path("shade", "M264 178H278L312 324Q304 332 298 330Z")
                .path("main", "M78 148Q78 180 200 182 322 180 322 148Z")
                .oval("light", 200, 148, 122, 27)
                .oval("main", 200, 151, 96, 18)
                .oval("bark", 146, 152, 9, 4)
                .oval("bark", 254, 152, 9, 4)
                .oval("bark", 200, 140, 9, 4)
                .line("dark", 2, "M120 146Q200 132 280 146M134 160Q200 172 262 160");
    }

    private static void diffuser(Drawing g) {
        g.stand(78)
                .line("wood", 5, "M196 170L138 54M198 170L168 44M200 170L202 38M202 170L236 46M204 170L268 60")
                .rect("brass", 180, 160, 40, 24, 4)
                .path(
                        "main",
                        "M178 184H222Q224 204 246 216 268 228 268 256V310Q266 330 248 330H152Q134 330 132 310V256Q132 228 154 216 176 204 178 184Z")
                .path("shade", "M210 184H222Q224 204 246 216 268 228 268 256V310Q266 330 248 330H220Q240 260 210 210Z")
                .line("light", 3, "M150 240V320M166 232V324M182 228V326M218 228V326M234 232V324M250 240V320")
                .rect("paper", 168, 252, 64, 48, 3)
                .line("dark", 3, "M180 268H220M186 280H214");
    }

    private static void towelStack(Drawing g) {
        g.stand(126);
        String[] shades = {"dark", "main", "light"};
        for (int i = 0; i < 3; i++) {
            double y = 272 - i * 58;
            double x = 82 + i * 8;
            double w = 236 - i * 16;
            g.rect(shades[i], x, y, w, 56, 26)
                    .rect("shade", x, y + 28, w, 28, 26)
                    .line("shine", 4, "M" + (x + 24) + " " + (y + 28) + "H" + (x + w - 40));
            for (int k = 0; k < 8; k++) {
                g.rect("shade", x + 34 + k * 20, y + 9, 10, 10, 2).rect("shade", x + 44 + k * 19, y + 36, 10, 10, 2);
            }
        }
        g.line("fern", 4, "M176 148Q210 118 262 124")
                .path(
                        "leaf",
                        "M262 124q-18-22-40-6 14 20 40 6ZM222 122q-8-24-30-14 6 20 30 14ZM196 132q6 22 28 12-6-18-28-12Z");
    }
}
