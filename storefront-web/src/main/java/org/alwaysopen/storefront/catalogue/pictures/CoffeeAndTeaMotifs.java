package org.alwaysopen.storefront.catalogue.pictures;

import java.util.Map;
import java.util.function.Consumer;

/** What is drawn for the shelf "Coffee &amp; Tea". */
final class CoffeeAndTeaMotifs {
    static final Map<String, Consumer<Drawing>> ALL = Map.ofEntries(
            Map.entry("mug", CoffeeAndTeaMotifs::mug),
            Map.entry("stoneware-mug", CoffeeAndTeaMotifs::stonewareMug),
            Map.entry("espresso-cup", CoffeeAndTeaMotifs::espressoCup),
            Map.entry("gooseneck-kettle", CoffeeAndTeaMotifs::gooseneckKettle),
            Map.entry("teapot", CoffeeAndTeaMotifs::teapot),
            Map.entry("dripper", CoffeeAndTeaMotifs::dripper),
            Map.entry("french-press", CoffeeAndTeaMotifs::frenchPress),
            Map.entry("grinder", CoffeeAndTeaMotifs::grinder),
            Map.entry("coffee-bag", CoffeeAndTeaMotifs::coffeeBag),
            Map.entry("tea-tin", CoffeeAndTeaMotifs::teaTin),
            Map.entry("moka-pot", CoffeeAndTeaMotifs::mokaPot),
            Map.entry("tumbler", CoffeeAndTeaMotifs::tumbler),
            Map.entry("matcha", CoffeeAndTeaMotifs::matcha));

    private CoffeeAndTeaMotifs() {}

    private static void steam(Drawing g, double x, double y) {
        g.line("shine", 8, "M" + x + " " + y + "q-16-20 0-40t0-40M" + (x + 34) + " " + y + "q-16-20 0-40t0-34");
    }

    private static void mug(Drawing g) {
        steam(g, 172, 134);
        g.stand(104)
                .line("main", 17, "M268 196Q334 190 330 240 326 290 262 286")
                .path("main", "M108 164H280L274 316Q272 330 258 330H130Q116 330 114 316Z")
                .path("shade", "M236 164H280L274 316Q272 330 258 330H222Q238 250 236 164Z")
                .oval("steel", 194, 164, 87, 15)
                .oval("coffee", 194, 166, 77, 10)
                .path("shine", "M122 188H138L142 306Q128 300 127 290Z")
                .circle("paper", 150, 226, 3)
                .circle("paper", 210, 206, 2.5)
                .circle("paper", 186, 282, 3)
                .circle("paper", 240, 254, 2.5)
                .circle("paper", 168, 252, 2)
                .circle("paper", 224, 300, 2.5);
    }

    private static void stonewareMug(Drawing g) {
        steam(g, 176, 130);
        g.stand(106)
                .line("main", 22, "M262 204Q326 190 326 238 322 284 262 280")
                .path("main", "M104 166Q100 300 136 326 150 332 192 332 236 332 250 326 286 300 282 166Z")
                .path(
                        "bark",
                        "M116 292Q124 318 136 326 150 332 192 332 236 332 250 326 262 318 270 292 192 312 116 292Z")
                .path("shade", "M240 166H282Q286 300 250 326 240 330 220 332 250 270 240 166Z")
                .line("dark", 4, "M106 206Q192 226 280 206M108 236Q192 256 278 236M112 264Q192 284 274 264")
                .oval("dark", 193, 166, 89, 16)
                .oval("coffee", 193, 169, 76, 10)
                .path("shine", "M118 186Q118 260 132 296 136 240 134 190Z");
    }

    private static void espressoCup(Drawing g) {
        steam(g, 184, 148);
        g.stand(140)
                .oval("dark", 200, 316, 138, 20)
                .oval("main", 200, 310, 138, 19)
                .oval("dark", 200, 308, 74, 9)
                .line("main", 14, "M262 216Q308 206 306 238 300 268 250 266")
                .path("main", "M120 186H276Q272 270 236 306H160Q124 270 120 186Z")
                .path("shade", "M240 186H276Q272 270 236 306H210Q244 250 240 186Z")
                .oval("light", 198, 186, 78, 13)
                .oval("coffee", 198, 188, 69, 9)
                .oval("clay", 190, 188, 42, 5)
                .path("shine", "M134 204Q138 256 160 284 150 246 150 206Z")
                .path("wood", "M70 296Q66 280 84 282L116 292Q124 304 110 306Z");
    }

    private static void gooseneckKettle(Drawing g) {
        g.stand(128)
                .line("main", 13, "M128 292C60 300 96 190 68 160Q60 150 48 158")
                .line("ink", 15, "M268 170Q350 150 344 214 338 262 316 286")
                .path("main", "M142 190H274L300 306Q302 322 286 322H130Q114 322 116 306Z")
                .path("shade", "M240 190H274L300 306Q302 322 286 322H240Q252 250 240 190Z")
                .path("dark", "M138 192Q146 162 208 160 270 162 278 192Z")
                .circle("ink", 208, 150, 13)
                .rect("ink", 112, 320, 192, 12, 6)
                .path("shine", "M156 204H170L152 306H136Z")
                .circle("flame", 208, 326, 3);
    }

    private static void teapot(Drawing g) {
        g.stand(118)
                .path("main", "M112 232C70 226 76 180 48 172L66 162C98 168 96 200 122 206L128 268Q112 252 112 232Z")
                .line("main", 18, "M280 196Q352 180 344 232 334 284 276 282")
                .path(
                        "main",
                        "M200 158C286 158 306 216 298 258 290 312 252 326 200 326S110 312 102 258C94 216 114 158 200 158Z")
                .path("shade", "M240 163C296 178 304 226 298 258 290 312 252 326 200 326 284 300 276 200 240 163Z")
                .rect("deep", 152, 322, 96, 9, 4)
                .path("dark", "M146 170Q154 140 200 138 246 140 254 170 200 182 146 170Z")
                .circle("dark", 200, 128, 14)
                .path("shine", "M118 224Q124 188 160 176 138 200 134 250 122 244 118 224Z");
    }

    private static void dripper(Drawing g) {
        g.stand(96)
                .path("glass", "M148 232H252L266 310Q266 330 248 330H152Q134 330 134 310Z")
                .path("coffee", "M140 282H260L266 310Q266 330 248 330H152Q134 330 134 310Z")
                .path("shine", "M152 240H164L154 320H144Z")
                .line("coffee", 5, "M200 238V284")
                .rect("main", 126, 220, 148, 15, 7)
                .path("paper", "M92 100H308L290 122H110Z")
                .path("main", "M96 118H304L234 222H166Z")
                .path("shade", "M262 118H304L234 222H208Z")
                .line(
                        "dark",
                        4,
                        "M136 124Q150 180 176 216M180 122Q182 176 194 216M228 122Q222 176 210 216M268 124Q250 180 226 214")
                .rect("main", 84, 110, 232, 13, 6.5)
                .line("main", 14, "M292 138Q338 138 332 168 322 194 268 186")
                .path("shine", "M112 128H126L176 210H168Z");
    }

    private static void frenchPress(Drawing g) {
        g.stand(92)
                .line("ink", 15, "M252 166H300Q318 168 316 190V258Q314 276 296 278H252")
                .rect("main", 124, 136, 142, 194, 14)
                .rect("shade", 222, 136, 44, 194, 14)
                .rect("shine", 138, 150, 14, 166, 7)
                .path("main", "M124 150L100 138Q98 130 108 130H140Z")
                .rect("dark", 124, 292, 142, 8, 0)
                .path("ink", "M118 138Q122 112 195 110 268 112 272 138Z")
                .rect("steel", 191, 66, 8, 46, 0)
                .circle("ink", 195, 60, 15)
                .oval("shine", 190, 55, 5, 4);
    }

    private static void grinder(Drawing g) {
        g.stand(72)
                .line("steel", 11, "M200 96H318")
                .rect("wood", 304, 50, 28, 56, 13)
                .rect("shine", 309, 56, 6, 42, 3)
                .circle("iron", 200, 96, 13)
                .path("iron", "M150 130Q152 104 200 102 248 104 250 130Z")
                .rect("main", 146, 128, 108, 122, 8)
                .rect("shade", 220, 128, 34, 122, 8)
                .rect("brass", 142, 246, 116, 14, 5)
                .path("main", "M148 260H252V312Q250 330 234 330H166Q150 330 148 312Z")
                .path("shade", "M222 260H252V312Q250 330 234 330H214Z")
                .rect("shine", 158, 138, 11, 104, 5)
                .line("dark", 3, "M180 268V320M200 268V322M220 268V320M162 268V314M238 268V314");
    }

    private static void coffeeBag(Drawing g) {
        g.stand(98)
                .path("main", "M112 130Q104 230 110 318 112 330 124 330H276Q288 330 290 318 296 230 288 130Z")
                .path("shade", "M250 130H288Q296 230 290 318 288 330 276 330H240Q262 230 250 130Z")
                .path("dark", "M112 132L120 84H280L288 132Z")
                .rect("deep", 116, 78, 168, 16, 4)
                .line("brass", 5, "M108 86H120M280 86H292")
                .rect("cream", 138, 176, 124, 104, 6)
                .turn(28, 200, 216)
                .oval("coffee", 200, 216, 19, 27)
                .line("cream", 4, "M200 190Q190 206 200 216T200 242")
                .back()
                .line("coffee", 4, "M162 258H238")
                .line("coffee", 3, "M176 268H224")
                .circle("deep", 200, 152, 9)
                .circle("main", 200, 152, 3)
                .path("shine", "M122 146H134Q126 230 132 320H122Q116 230 122 146Z");
    }

    private static void teaTin(Drawing g) {
        g.stand(86)
                .rect("main", 122, 152, 156, 178, 8)
                .rect("shade", 236, 152, 42, 178, 8)
                .path("dark", "M118 156V118Q120 108 132 108H268Q280 108 282 118V156Z")
                .rect("deep", 118, 148, 164, 9, 0)
                .rect("shine", 134, 114, 12, 208, 5)
                .rect("cream", 122, 196, 156, 88, 0)
                .rect("brass", 122, 190, 156, 4, 0)
                .rect("brass", 122, 286, 156, 4, 0)
                .path("leaf", "M200 266C176 250 180 222 200 208 220 222 224 250 200 266Z")
                .path("fern", "M196 266C166 270 152 252 152 234 176 232 192 246 196 266Z")
                .path("leaf", "M204 266C234 270 248 252 248 234 224 232 208 246 204 266Z")
                .line("fern", 2.5, "M200 272V222");
    }

    private static void mokaPot(Drawing g) {
        g.stand(90)
                .line("ink", 17, "M256 128H300Q316 130 314 150L306 214")
                .path("main", "M146 214L128 322Q128 330 138 330H262Q272 330 272 322L254 214Z")
                .path("shade", "M228 214H254L272 322Q272 330 262 330H236Z")
                .path("light", "M164 214H186L180 330H150Z")
                .rect("dark", 138, 200, 124, 18, 5)
                .path("main", "M150 200L134 118H266L250 200Z")
                .path("main", "M136 128L106 112 108 106 146 110Z")
                .path("shade", "M232 118H266L250 200H226Z")
                .path("light", "M152 118H176L182 200H166Z")
                .path("dark", "M134 118L196 86H204L266 118Z")
                .rect("ink", 189, 64, 22, 26, 7)
                .circle("brass", 240, 270, 9)
                .circle("shade", 240, 270, 4);
    }

    private static void tumbler(Drawing g) {
        g.stand(74)
                .path("main", "M130 148H270L254 314Q252 330 236 330H164Q148 330 146 314Z")
                .path("shade", "M232 148H270L254 314Q252 330 236 330H214Z")
                .path("shine", "M144 160H158L168 314H158Z")
                .path("dark", "M139 240H261L258 268H142Z")
                .rect("ink", 122, 124, 156, 26, 9)
                .path("ink", "M138 126Q144 96 200 94 256 96 262 126Z")
                .rect("iron", 206, 84, 40, 18, 7)
                .path("shine", "M150 120Q156 104 186 100 166 110 164 122Z");
    }

    private static void matcha(Drawing g) {
        g.stand(140)
                .path("main", "M58 204H250Q250 300 206 322V330H102V322Q58 300 58 204Z")
                .path("shade", "M208 204H250Q250 300 206 322V330H176Q212 280 208 204Z")
                .oval("dark", 154, 204, 96, 18)
                .oval("leaf", 154, 208, 82, 12)
                .circle("shine", 130, 206, 5)
                .circle("shine", 150, 210, 4)
                .circle("shine", 176, 206, 6)
                .path("shine", "M74 222Q78 276 106 300 92 260 92 224Z");
        for (int i = -4; i <= 4; i++) {
            g.line("wood", 5, "M" + (310 + i * 3) + " 214Q" + (310 + i * 11) + " 270 " + (310 + i * 8) + " 326");
        }
        g.rect("wood", 288, 128, 44, 84, 8)
                .rect("shade", 314, 128, 18, 84, 8)
                .rect("bark", 286, 204, 48, 11, 3)
                .line("bark", 3, "M290 160H330");
    }
}
