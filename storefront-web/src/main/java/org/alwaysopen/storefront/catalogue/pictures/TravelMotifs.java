package org.alwaysopen.storefront.catalogue.pictures;

import java.util.Map;
import java.util.function.Consumer;

/** What is drawn for the shelf "Travel". */
final class TravelMotifs {
    static final Map<String, Consumer<Drawing>> ALL = Map.ofEntries(
            Map.entry("suitcase", TravelMotifs::suitcase),
            Map.entry("duffel", TravelMotifs::duffel),
            Map.entry("tote", TravelMotifs::tote),
            Map.entry("passport", TravelMotifs::passport),
            Map.entry("packing-cubes", TravelMotifs::packingCubes),
            Map.entry("umbrella", TravelMotifs::umbrella),
            Map.entry("wash-bag", TravelMotifs::washBag),
            Map.entry("neck-pillow", TravelMotifs::neckPillow),
            Map.entry("eye-mask", TravelMotifs::eyeMask),
            Map.entry("luggage-tag", TravelMotifs::luggageTag),
            Map.entry("adapter", TravelMotifs::adapter),
            Map.entry("daypack", TravelMotifs::daypack),
            Map.entry("sunglasses", TravelMotifs::sunglasses),
            Map.entry("padlock", TravelMotifs::padlock),
            Map.entry("dry-bag", TravelMotifs::dryBag));

    private TravelMotifs() {}

    private static void suitcase(Drawing g) {
        g.stand(104)
                .line("iron", 8, "M162 108V46H238V108")
                .rect("ink", 154, 36, 92, 16, 8)
                .rect("main", 104, 104, 192, 208, 22)
                .rect("shade", 246, 104, 50, 208, 22)
                .line("dark", 6, "M136 122V296M168 122V296M200 122V296M232 122V296M264 122V296")
                .rect("steel", 98, 200, 204, 10, 3)
                .rect("brass", 186, 190, 28, 30, 5)
                .rect("shine", 114, 118, 9, 180, 4)
                .circle("ink", 132, 320, 13)
                .circle("ink", 268, 320, 13)
                .circle("steel", 132, 320, 5)
                .circle("steel", 268, 320, 5)
                .rect("iron", 98, 100, 18, 26, 6)
                .rect("iron", 284, 100, 18, 26, 6)
                .rect("iron", 98, 288, 18, 26, 6)
                .rect("iron", 284, 288, 18, 26, 6);
    }

    private static void duffel(Drawing g) {
        g.stand(152)
                .line("bark", 11, "M132 210C120 90 280 90 268 210")
                .path("main", "M84 186H316Q364 196 364 258 364 322 316 330H84Q36 322 36 258 36 196 84 186Z")
                .path("shade", "M316 186Q364 196 364 258 364 322 316 330H270Q330 270 290 186Z")
                .path("dark", "M84 186Q36 196 36 258 36 322 84 330 66 300 66 258T84 186Z")
                .line("brass", 5, "M88 196H312")
                .rect("bark", 122, 188, 20, 142, 3)
                .rect("bark", 258, 188, 20, 142, 3)
                .circle("brass", 132, 226, 7)
                .circle("brass", 268, 226, 7)
                .line("bark", 10, "M132 216C140 130 260 130 268 216")
                .rect("dark", 160, 236, 80, 64, 6)
                .line("light", 2.5, "M166 246H234")
                .path("shine", "M92 204H118V220Q96 230 84 260 80 226 92 204Z");
    }

    private static void tote(Drawing g) {
        g.stand(114)
                .line("bark", 10, "M144 158C134 40 230 40 236 158")
                .line("leaf", 7, "M240 170C260 120 270 90 262 54M250 170C280 130 300 120 312 96")
                .path("leaf", "M262 54q-26 8-20 36 26-4 20-36ZM312 96q-28-8-42 16 24 14 42-16Z")
                .path("wood", "M256 166Q280 76 300 82 318 92 288 172Z")
                .line("bark", 2, "M276 120l14 6M270 138l14 6M284 104l12 6")
                .path("main", "M84 158H316L302 322Q300 330 292 330H108Q100 330 98 322Z")
                .path("shade", "M272 158H316L302 322Q300 330 292 330H256Z")
                .rect("dark", 80, 150, 240, 18, 4)
                .line("bark", 11, "M152 164C150 70 246 70 248 164")
                .rect("bark", 142, 156, 20, 40, 3)
                .rect("bark", 238, 156, 20, 40, 3)
                .line("light", 2.5, "M104 306H296")
                .circle("light", 200, 244, 34)
                .path("main", "M180 248Q200 222 220 248 200 266 180 248Z")
                .path("shine", "M96 176H118L124 316H110Z");
    }

    private static void passport(Drawing g) {
        g.turn(10)
                .rect("paper", 146, 44, 150, 210, 4)
                .line("sky", 6, "M162 66H280")
                .line("iron", 3, "M162 86H250M162 98H266")
                .back()
                .turn(4)
                .rect("berry", 140, 66, 166, 220, 8)
                .circle("brass", 222, 120, 20)
                .circle("berry", 222, 120, 13)
                .back()
                .turn(-8)
                .rect("shade", 104, 116, 200, 226, 12)
                .rect("main", 98, 108, 200, 226, 12)
                .path("dark", "M98 196H298V322Q298 334 286 334H110Q98 334 98 322Z")
                .path("shade", "M256 108H286Q298 108 298 120V334H250Z")
                .line("light", 2.5, "M108 118V324M108 324H288M288 324V206M108 206H288")
                .circle("brass", 198, 264, 17)
                .circle("main", 198, 264, 10)
                .path("shine", "M110 116H160L116 196H110Z")
                .rect("cream", 180, 176, 86, 24, 3)
                .rect("sky", 188, 168, 86, 20, 3);
    }

    private static void packingCubes(Drawing g) {
        g.stand(128);
        double[][] cubes = {{74, 236, 252, 94}, {92, 154, 216, 82}, {116, 88, 168, 66}};
        String[] shades = {"dark", "main", "light"};
        for (int i = 0; i < 3; i++) {
            double x = cubes[i][0];
            double y = cubes[i][1];
            double w = cubes[i][2];
            double h = cubes[i][3];
            g.rect(shades[i], x, y, w, h, 16)
                    .rect("shade", x + w - 46, y, 46, h, 16)
                    .line("brass", 3.5, "M" + (x + 12) + " " + (y + 18) + "H" + (x + w - 12))
                    .rect("brass", x + w - 40, y + 18, 7, 17, 3)
                    .rect("deep", x + w / 2 - 34, y + h * 0.46, 68, 13, 6)
                    .rect("shine", x + 10, y + 26, 9, h - 40, 4);
        }
    }

    private static void umbrella(Drawing g) {
        g.turn(14)
                .line("sky", 4, "M60 40l-8 22M120 14l-8 22M290 20l-8 22M350 60l-8 22M40 120l-6 18")
                .line("iron", 8, "M200 70V300")
                .line("bark", 15, "M200 290V316Q200 350 170 348 146 344 148 318")
                .path(
                        "main",
                        "M44 206Q62 78 200 72 338 78 356 206 330 178 304 206 278 178 252 206 226 178 200 206 174 178 148 206 122 178 96 206 70 178 44 206Z")
                .path("dark", "M200 72Q152 120 148 206 174 178 200 206 226 178 252 206 248 120 200 72Z")
                .path("shade", "M200 72Q338 78 356 206 330 178 304 206 300 110 200 72Z")
                .path("shine", "M62 184Q84 104 160 84 106 120 96 188 80 176 62 184Z")
                .rect("brass", 195, 52, 10, 24, 5);
    }

    private static void washBag(Drawing g) {
        g.line("iron", 7, "M200 84V58Q200 36 220 40 236 48 226 62")
                .rect("main", 104, 80, 192, 262, 18)
                .rect("shade", 250, 80, 46, 262, 18)
                .rect("dark", 104, 80, 192, 32, 14)
                .rect("glass", 122, 124, 156, 62, 8)
                .rect("glass", 122, 200, 156, 62, 8)
                .rect("glass", 122, 276, 156, 50, 8)
                .line("brass", 3.5, "M122 126H278M122 202H278M122 278H278")
                .rect("berry", 138, 142, 22, 42, 5)
                .rect("ink", 142, 134, 14, 10, 2)
                .rect("cream", 170, 150, 30, 34, 5)
                .rect("sky", 210, 138, 20, 46, 5)
                .rect("ink", 214, 131, 12, 9, 2)
                .rect("leaf", 240, 154, 28, 30, 14)
                .rect("flame", 134, 226, 60, 32, 8)
                .rect("paper", 206, 220, 16, 40, 5)
                .line("sky", 5, "M236 222V258")
                .rect("paper", 230, 214, 13, 16, 3)
                .rect("clay", 252, 230, 18, 28, 4)
                .rect("cream", 136, 298, 120, 20, 9);
    }

    private static void neckPillow(Drawing g) {
        g.stand(118)
                .path(
                        "main",
                        "M200 72C306 72 344 158 336 238 330 306 290 336 254 326 222 316 224 282 236 256 252 214 238 178 200 178S148 214 164 256C176 282 178 316 146 326 110 336 70 306 64 238 56 158 94 72 200 72Z")
                .path("shade", "M232 74C316 84 344 158 336 238 330 306 290 336 254 326 316 310 320 150 232 74Z")
                .line(
                        "dark",
                        3.5,
                        "M200 124C268 124 300 180 288 246 284 280 270 300 256 306M200 124C132 124 100 180 112 246 116 280 130 300 144 306")
                .path("shine", "M92 190Q100 108 174 90 122 124 112 200 104 214 92 190Z")
                .circle("deep", 236, 300, 9)
                .circle("deep", 164, 300, 9);
    }

    private static void eyeMask(Drawing g) {
        g.line("dark", 15, "M66 200C20 120 120 60 200 62S380 120 334 200")
                .path(
                        "shade",
                        "M52 190C60 136 140 140 200 148 260 140 340 136 348 190 356 266 300 300 254 290 226 284 220 250 200 250S174 284 146 290C100 300 44 266 52 190Z")
                .path(
                        "main",
                        "M50 180C58 126 140 130 200 138 260 130 342 126 350 180 358 256 302 290 256 280 228 274 222 240 200 240S172 274 144 280C98 290 42 256 50 180Z")
                .line(
                        "light",
                        3,
                        "M66 186C76 144 146 146 200 154 254 146 324 144 334 186 340 244 296 272 260 264 236 258 226 226 200 226S164 258 140 264C104 272 60 244 66 186Z")
                .line("cream", 5, "M96 204Q128 232 160 204M240 204Q272 232 304 204")
                .line("cream", 4, "M108 214l-6 12M128 220v14M148 214l6 12M252 214l-6 12M272 220v14M292 214l6 12")
                .path("shine", "M72 180Q80 152 130 150 92 160 84 196Z");
    }

    private static void luggageTag(Drawing g) {
        g.line("iron", 7, "M200 112C160 40 270 10 268 60 262 92 220 96 204 116")
                .turn(12)
                .path("shade", "M138 156L176 108H236L274 156V342Q274 354 262 354H150Q138 354 138 342Z")
                .path("main", "M130 148L170 98H230L270 148V334Q270 348 256 348H144Q130 348 130 334Z")
                .path("shade", "M230 98L270 148V334Q270 348 256 348H226Q250 220 214 98Z")
                .line("light", 3, "M142 152L176 110H224L258 152V332H142Z")
                .circle("brass", 200, 126, 14)
                .circle("ink", 200, 126, 7)
                .rect("cream", 156, 178, 88, 132, 5)
                .line("ink", 4, "M170 204H230")
                .line("iron", 3, "M170 224H222M170 240H230M170 256H210")
                .rect("berry", 170, 276, 26, 18, 2)
                .path("main", "M156 178H244V196L200 214 156 196Z")
                .circle("brass", 200, 200, 5);
    }

    private static void adapter(Drawing g) {
        g.stand(94)
                .rect("steel", 152, 62, 16, 54, 4)
                .rect("steel", 232, 62, 16, 54, 4)
                .rect("brass", 194, 72, 12, 44, 4)
                .rect("main", 114, 108, 172, 222, 24)
                .rect("shade", 240, 108, 46, 222, 24)
                .rect("dark", 114, 172, 172, 10, 0)
                .circle("dark", 200, 236, 44)
                .circle("deep", 200, 236, 38)
                .circle("ink", 184, 236, 7)
                .circle("ink", 216, 236, 7)
                .rect("ink", 195, 212, 10, 8, 3)
                .rect("ink", 140, 298, 34, 12, 5)
                .rect("ink", 184, 298, 34, 12, 5)
                .rect("ink", 228, 300, 24, 8, 4)
                .circle("leaf", 200, 142, 6)
                .rect("shine", 126, 122, 11, 194, 5)
                .rect("iron", 286, 200, 9, 40, 4)
                .rect("iron", 105, 200, 9, 40, 4);
    }

    private static void daypack(Drawing g) {
        g.stand(94)
                .line("ink", 10, "M178 64Q200 40 222 64")
                .path("main", "M116 166Q116 62 200 60 284 62 284 166V300Q284 330 254 330H146Q116 330 116 300Z")
                .path("shade", "M244 78Q284 100 284 166V300Q284 330 254 330H228Q258 200 244 78Z")
                .line("deep", 5, "M128 170Q128 78 200 76 272 78 272 170")
                .line("brass", 5, "M134 152l-6 30")
                .path("dark", "M132 214H268V294Q268 316 246 316H154Q132 316 132 294Z")
                .line("brass", 4, "M144 228H256")
                .rect("bark", 248, 228, 9, 24, 3)
                .rect("bark", 180, 124, 40, 48, 6)
                .line("cream", 3, "M190 138V158M200 138V158M210 138V158")
                .path("shine", "M128 190Q126 110 164 84 142 120 142 206H128Z")
                .path("deep", "M116 240Q102 250 104 300 108 318 120 320ZM284 240Q298 250 296 300 292 318 280 320Z");
    }

    private static void sunglasses(Drawing g) {
        g.oval("shade", 206, 276, 150, 12)
                .line("dark", 13, "M60 170C36 120 70 96 104 104M340 170C364 120 330 96 296 104")
                .path(
                        "main",
                        "M40 158H186Q190 168 200 168T214 158H360L352 186Q360 262 288 266 228 264 220 204 216 190 200 190T180 204Q172 264 112 266 40 262 48 186Z")
                .path("fern", "M66 178H164Q166 246 114 248 62 244 66 178ZM236 178H334Q338 244 286 248 234 246 236 178Z")
                .path("ink", "M66 178H164Q166 246 114 248 128 220 66 178ZM236 178H334Q338 244 286 248 300 220 236 178Z")
                .path("shine", "M76 186H116L90 226Q74 210 76 186ZM246 186H286L260 226Q244 210 246 186Z")
                .path("shine", "M44 160H184V166H46ZM216 160H356L354 166H216Z")
                .circle("brass", 56, 168, 4)
                .circle("brass", 344, 168, 4);
    }

    private static void padlock(Drawing g) {
        g.stand(92)
                .line("steel", 24, "M142 190V128Q144 66 200 66T258 128V190")
                .line("iron", 6, "M150 180V130Q152 78 200 76")
                .rect("main", 108, 180, 184, 150, 20)
                .rect("shade", 244, 180, 48, 150, 20)
                .rect("shine", 120, 194, 11, 120, 5);
        for (int i = 0; i < 3; i++) {
            double x = 146 + i * 40;
            g.rect("ink", x, 214, 30, 84, 6)
                    .rect("paper", x + 3, 240, 24, 32, 3)
                    .rect("iron", x + 3, 218, 24, 18, 3)
                    .rect("iron", x + 3, 276, 24, 18, 3);
        }
        g.line(
                        "ink",
                        5,
                        "M157 250l5-4V266M194 250q8-8 12 0 0 8-12 16H207M234 248H247L239 255Q250 258 244 266 238 269 233 264")
                .circle("berry", 272, 200, 6);
    }

    private static void dryBag(Drawing g) {
        g.stand(86)
                .path("main", "M118 142H282L290 310Q290 330 200 330T110 310Z")
                .path("shade", "M240 142H282L290 310Q290 326 226 329 262 240 240 142Z")
                .path("dark", "M108 148Q100 96 118 92H282Q300 96 292 148Z")
                .line("deep", 4, "M112 110H288M110 128H290")
                .line("ink", 11, "M114 106C80 70 110 50 150 60M286 106C320 70 290 50 250 60")
                .rect("ink", 146, 46, 108, 26, 8)
                .rect("iron", 192, 46, 12, 26, 0)
                .path("glass", "M160 160H186L184 318Q170 318 156 316Z")
                .path("berry", "M158 250H185L184 318Q170 318 156 316Z")
                .path("flame", "M159 214H185V250H158Z")
                .path("paper", "M220 220q14 24 0 36-18 2-18-16 2-10 18-20Z")
                .path("shine", "M126 156H142L138 312Q124 310 122 304Z");
    }
}
