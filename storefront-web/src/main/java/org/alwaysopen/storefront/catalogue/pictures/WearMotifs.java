package org.alwaysopen.storefront.catalogue.pictures;

import java.util.Map;
import java.util.function.Consumer;

/** What is drawn for the shelf "Wear". */
final class WearMotifs {
    static final Map<String, Consumer<Drawing>> ALL = Map.ofEntries(
            Map.entry("tee", WearMotifs::tee),
            Map.entry("hoodie", WearMotifs::hoodie),
            Map.entry("sweater", WearMotifs::sweater),
            Map.entry("beanie", WearMotifs::beanie),
            Map.entry("scarf", WearMotifs::scarf),
            Map.entry("socks", WearMotifs::socks),
            Map.entry("jacket", WearMotifs::jacket),
            Map.entry("trousers", WearMotifs::trousers),
            Map.entry("shirt", WearMotifs::shirt),
            Map.entry("cap", WearMotifs::cap),
            Map.entry("gloves", WearMotifs::gloves),
            Map.entry("slippers", WearMotifs::slippers),
            Map.entry("belt", WearMotifs::belt),
            Map.entry("robe", WearMotifs::robe),
            Map.entry("vest", WearMotifs::vest),
            Map.entry("bandana", WearMotifs::bandana));

    private static final String SLEEVES =
            "M152 78L92 104Q72 116 62 152L40 288Q38 302 52 304L84 308Q96 308 98 296L118 190ZM248 78L308 104Q328 116 338 152L360 288Q362 302 348 304L316 308Q304 308 302 296L282 190Z";
    private static final String BODY = "M150 76Q200 100 250 76L296 96 288 200 292 322Q200 338 108 322L112 200 104 96Z";

    private WearMotifs() {}

    private static void hanger(Drawing g) {
        g.line("iron", 5, "M200 74V58Q200 36 218 38 234 44 226 58").line("bark", 9, "M200 72L140 92M200 72L260 92");
    }

    private static void tee(Drawing g) {
        hanger(g);
        g.path("dark", "M150 84L88 106 34 176 84 222 112 196V120ZM250 84L312 106 366 176 316 222 288 196V120Z")
                .path(
                        "main",
                        "M150 82L88 104 34 172 82 218 110 190V320Q200 338 290 320V190L318 218 366 172 312 104 250 82Q200 118 150 82Z")
                .path("shade", "M250 82L312 104 366 172 318 218 290 190V320Q262 326 238 328 270 200 250 82Z")
                .path("deep", "M150 82Q200 118 250 82L240 78Q200 98 160 78Z")
                .line("dark", 5, "M144 84Q200 132 256 84")
                .line("dark", 2.5, "M44 166L92 210M356 166L308 210M112 308Q200 326 288 308")
                .line("shade", 4, "M110 190Q124 170 120 150M290 190Q276 170 280 150")
                .path("shine", "M124 196Q126 260 122 306L136 310Q138 240 132 190Z");
    }

    private static void hoodie(Drawing g) {
        g.path("dark", SLEEVES)
                .path("main", BODY)
                .path("shade", "M250 76L296 96 288 200 292 322Q262 328 238 330 268 200 250 76Z")
                .rect("dark", 108, 306, 184, 22, 8)
                .line(
                        "light",
                        2,
                        "M120 310V324M140 312V326M160 312V326M180 312V326M200 312V326M220 312V326M240 312V326M260 312V326M280 310V324")
                .path("dark", "M142 88Q130 30 200 26 270 30 258 88 232 128 200 128T142 88Z")
                .path("deep", "M160 84Q154 46 200 44 246 46 240 84 224 108 200 108T160 84Z")
                .path("main", "M142 88Q170 130 200 130T258 88Q240 118 200 118T142 88Z")
                .line("cream", 5, "M180 118V186M222 118V178")
                .circle("cream", 180, 188, 5)
                .circle("cream", 222, 180, 5)
                .path("dark", "M142 224H258L280 298H120Z")
                .line("light", 2.5, "M148 230L128 292M252 230L272 292M148 230H252")
                .line("deep", 11, "M46 290L92 296M354 290L308 296");
    }

    private static void sweater(Drawing g) {
        g.path("dark", SLEEVES)
                .path("main", BODY)
                .path("shade", "M250 76L296 96 288 200 292 322Q262 328 238 330 268 200 250 76Z");
        for (int x = 148; x <= 252; x += 52) {
            StringBuilder cable = new StringBuilder("M" + x + " 112");
            for (int i = 0; i < 6; i++) {
                cable.append(i % 2 == 0 ? "q14 16 0 32" : "q-14 16 0 32");
            }
            String d = cable.toString();
            g.line("dark", 5, d)
                    .line(
                            "light",
                            5,
                            d.replace("q14", "q#").replace("q-14", "q14").replace("q#", "q-14"));
        }
        g.line("dark", 3, "M174 108V306M226 108V306M124 110V304M276 110V304")
                .rect("dark", 108, 304, 184, 24, 8)
                .line(
                        "light",
                        2.5,
                        "M118 308V324M132 310V326M146 310V326M160 312V328M174 312V328M188 312V328M202 312V328M216 312V328M230 312V328M244 310V328M258 310V326M272 310V326M284 308V324")
                .path("dark", "M148 78Q150 54 200 52 250 54 252 78 226 104 200 104T148 78Z")
                .path("deep", "M162 74Q164 62 200 62 236 62 238 74 220 88 200 88T162 74Z")
                .line("light", 3, "M50 280L92 286M350 280L308 286");
    }

    private static void beanie(Drawing g) {
        g.stand(108)
                .path("main", "M96 250Q88 96 200 84 312 96 304 250Z")
                .path("shade", "M226 88Q312 110 304 250H254Q276 150 226 88Z");
        for (int i = -3; i <= 3; i++) {
            g.line("dark", 4, "M" + (200 + i * 30) + " 246Q" + (200 + i * 27) + " 130 " + (200 + i * 6) + " 92");
        }
        g.rect("dark", 82, 236, 236, 84, 22).rect("shade", 270, 236, 48, 84, 22);
        for (int x = 100; x <= 300; x += 18) {
            g.line("light", 4, "M" + x + " 248V308");
        }
        g.rect("cream", 218, 262, 46, 32, 3)
                .line("berry", 4, "M226 278H256")
                .path("shine", "M112 226Q110 140 166 106 132 150 130 226Z");
    }

    private static void scarf(Drawing g) {
        g.path("dark", "M168 150L244 160 262 322H176Z");
        for (int x = 182; x <= 258; x += 12) {
            g.line("dark", 5, "M" + x + " 322v24");
        }
        g.path("cream", "M180 282H258L260 296H178ZM179 302H260L261 308H178Z")
                .path("main", "M92 110Q200 50 308 110 326 150 300 176 200 216 100 176 74 150 92 110Z")
                .path("deep", "M122 112Q200 78 278 112 268 140 200 142 132 140 122 112Z")
                .path("main", "M110 168Q150 190 198 176L182 300H92Z")
                .path("shade", "M168 184Q184 182 198 176L182 300H150Z");
        for (int x = 98; x <= 180; x += 12) {
            g.line("main", 5, "M" + x + " 300v26");
        }
        g.path("cream", "M96 258H186L184 272H95ZM94 278H184L183 284H94Z")
                .path("shade", "M278 112Q300 130 300 176 270 190 240 196 296 160 278 112Z")
                .line("light", 3, "M102 150Q150 180 210 172M120 166Q200 200 290 160")
                .path("shine", "M98 130Q110 104 150 92 120 116 116 160 96 150 98 130Z");
    }

    private static void sock(Drawing g, String body) {
        g.path(body, "M150 60H230V214Q230 230 246 242L308 284Q330 304 312 324 298 336 270 330L176 290Q150 276 150 246Z")
                .path("dark", "M150 60H230V104H150Z")
                .line("light", 3, "M162 64V100M174 64V100M186 64V100M198 64V100M210 64V100M222 64V100")
                .path("cream", "M150 118H230V128H150ZM150 136H230V142H150Z")
                .path("deep", "M150 236Q184 230 196 262 196 284 186 294L176 290Q150 276 150 246Z")
                .path("deep", "M290 272L308 284Q330 304 312 324 298 336 270 330 268 294 290 272Z");
    }

    private static void socks(Drawing g) {
        g.at(30, 0, 1).turn(6);
        sock(g, "light");
        g.back().back().at(-34, 14, 1);
        sock(g, "main");
        g.path("shine", "M158 150H170V250Q160 240 158 230Z").back();
    }

    private static void jacket(Drawing g) {
        g.path("dark", SLEEVES)
                .path("main", BODY)
                .path("shade", "M250 76L296 96 288 200 292 322Q262 328 238 330 268 200 250 76Z")
                .path("deep", "M168 82Q200 96 232 82L206 128H194Z")
                .path("cream", "M180 86Q200 96 220 86L202 116Z")
                .path("light", "M148 76L172 70 200 126 176 148 136 102Z")
                .path("light", "M252 76L228 70 200 126 224 148 264 102Z")
                .line("deep", 3.5, "M200 126V332")
                .circle("brass", 210, 168, 5)
                .circle("brass", 210, 212, 5)
                .circle("brass", 210, 256, 5)
                .circle("brass", 210, 300, 5)
                .path("dark", "M126 238H186V296Q156 304 126 298ZM218 238H274V298Q246 304 218 296Z")
                .path("dark", "M222 160H270V202Q246 208 222 202Z")
                .line("light", 2.5, "M130 246H182M222 246H270M226 168H266")
                .line("deep", 3, "M46 282L94 290M354 282L306 290");
    }

    private static void trousers(Drawing g) {
        g.path("main", "M128 56H272L304 344H224L200 150 176 344H96Z")
                .path("shade", "M236 56H272L304 344H270Q262 180 236 56Z")
                .path("dark", "M200 150L212 120 224 344H224Z")
                .rect("dark", 124, 50, 152, 28, 5)
                .circle("brass", 206, 64, 5)
                .rect("light", 146, 46, 9, 36, 2)
                .rect("light", 246, 46, 9, 36, 2)
                .line("deep", 3, "M206 78V120Q204 140 198 148")
                .line("dark", 3, "M128 94Q146 98 156 78M272 94Q254 98 244 78")
                .line("light", 3, "M168 80Q160 200 138 338M232 80Q240 200 262 338")
                .line("dark", 4, "M98 330H178M222 330H303");
    }

    private static void shirt(Drawing g) {
        hanger(g);
        g.path("dark", SLEEVES)
                .path("main", BODY)
                .path("shade", "M250 76L296 96 288 200 292 322Q262 328 238 330 268 200 250 76Z")
                .rect("light", 186, 110, 28, 218, 0)
                .line("dark", 2, "M186 112V328M214 112V328")
                .circle("paper", 200, 140, 4.5)
                .circle("paper", 200, 178, 4.5)
                .circle("paper", 200, 216, 4.5)
                .circle("paper", 200, 254, 4.5)
                .circle("paper", 200, 292, 4.5)
                .path("deep", "M164 74Q200 94 236 74L200 106Z")
                .path("light", "M150 74L168 60 200 108 172 130Z")
                .path("light", "M250 74L232 60 200 108 228 130Z")
                .line("dark", 2.5, "M150 74L172 130 200 108M250 74L228 130 200 108")
                .path("dark", "M226 156H274V204L250 214 226 204Z")
                .path("light", "M228 160H272V201L250 210 228 201Z")
                .rect("dark", 44, 280, 56, 20, 4)
                .rect("dark", 300, 280, 56, 20, 4)
                .path("shine", "M118 190Q120 260 116 316L130 320Q132 240 128 170Z");
    }

    private static void cap(Drawing g) {
        g.stand(124)
                .path("main", "M86 250Q80 110 190 104 300 108 296 250Z")
                .path("shade", "M216 106Q300 116 296 250H250Q272 160 216 106Z")
                .line("dark", 3.5, "M190 104V246M190 106Q124 140 122 248M190 106Q258 140 258 248")
                .circle("dark", 190, 102, 10)
                .circle("deep", 146, 168, 4)
                .circle("deep", 232, 168, 4)
                .path("dark", "M84 240Q190 216 298 240 372 258 376 294 360 312 326 298 240 262 100 276 82 270 84 240Z")
                .path("deep", "M100 276Q240 262 326 298 360 312 376 294 372 304 352 310 240 280 104 284Z")
                .line("light", 2.5, "M110 256Q220 236 320 268M120 266Q230 250 336 286")
                .path("shine", "M100 226Q100 150 150 122 124 170 122 226Z")
                .path("cream", "M172 178L190 152 208 178 190 204Z");
    }

    private static void glove(Drawing g, String body) {
        g.path(
                        body,
                        "M150 214L140 112Q140 98 152 98 163 98 165 112L172 160 170 76Q170 62 183 62 195 62 196 76L200 156 204 70Q205 57 217 57 229 58 229 72L228 160 236 98Q238 85 249 86 260 88 259 102L254 206 276 176Q288 164 298 172 306 180 298 194L256 262V330H148Z")
                .rect("dark", 142, 300, 120, 34, 6)
                .rect("cream", 146, 326, 112, 12, 5)
                .line("dark", 3, "M178 180V240M200 176V246M222 180V240")
                .circle("brass", 200, 316, 6)
                .path("shine", "M156 220L148 116 156 116 164 214V290H156Z");
    }

    private static void gloves(Drawing g) {
        g.turn(-12).at(-42, 14, 0.96);
        glove(g, "dark");
        g.back().back().turn(8).at(48, 10, 0.96);
        glove(g, "main");
        g.back().back();
    }

    private static void slipper(Drawing g, String body) {
        g.path("cream", "M50 262H330Q352 264 350 280 346 296 320 296H70Q48 294 50 262Z")
                .path(body, "M50 268Q42 200 62 176 80 160 96 184 120 226 176 206 240 182 300 214 346 240 344 272Z")
                .path("deep", "M62 184Q78 164 94 190 116 232 172 212 164 240 110 244 66 236 62 184Z")
                .path("shade", "M250 198Q346 220 344 272H270Q290 240 250 198Z")
                .line("light", 3, "M176 206Q210 230 206 268")
                .path("shine", "M200 208Q250 200 290 222 240 216 204 224Z");
    }

    private static void slippers(Drawing g) {
        g.stand(150).at(36, -54, 0.9);
        slipper(g, "dark");
        g.back().at(10, 34, 1);
        slipper(g, "main");
        g.back();
    }

    private static void belt(Drawing g) {
        g.circle("shade", 206, 210, 128)
                .line("main", 40, "M200 92a112 112 0 1 0 2 0")
                .line("dark", 34, "M200 130a74 74 0 1 0 2 0")
                .line("deep", 3, "M200 148a56 56 0 1 0 2 0")
                .line("light", 2.5, "M200 78a126 126 0 1 0 2 0M200 106a98 98 0 1 0 2 0")
                .path("main", "M196 72H330Q352 92 330 112H196Z")
                .path("shade", "M196 100H340L330 112H196Z")
                .circle("ink", 262, 92, 4)
                .circle("ink", 286, 92, 4)
                .circle("ink", 310, 92, 4)
                .line("brass", 9, "M164 62H226Q232 62 232 68V116Q232 122 226 122H164Q158 122 158 116V68Q158 62 164 62Z")
                .line("brass", 7, "M194 92H244")
                .rect("dark", 246, 66, 14, 52, 4);
    }

    private static void robe(Drawing g) {
        hanger(g);
        g.path(
                        "dark",
                        "M152 80L92 106 48 250Q44 262 56 268L96 282 122 200ZM248 80L308 106 352 250Q356 262 344 268L304 282 278 200Z")
                .path("main", "M150 80L250 80 296 100 282 210 306 348H94L118 210 104 100Z")
                .path("shade", "M250 80L296 100 282 210 306 348H252Q276 200 250 80Z")
                .path("deep", "M172 80H228L204 208H196Z")
                .path("light", "M150 80L176 78 208 208 200 348H182L186 212Z")
                .path("light", "M250 80L224 78 196 208 212 214Z")
                .path("dark", "M116 206H284V228H116Z")
                .path("deep", "M186 202H212V232H186Z")
                .line("deep", 13, "M192 230L172 306M206 230L222 300")
                .path("dark", "M118 262H166V312H112ZM234 262H280L288 312H234Z")
                .line("light", 2.5, "M118 270H164M236 270H280")
                .line("light", 8, "M56 252L102 268M344 252L298 268");
    }

    private static void vest(Drawing g) {
        g.path("deep", "M164 74H236L226 130H174Z")
                .path("main", "M146 74L170 68Q180 110 198 128V330Q150 336 104 324L114 216Q128 160 112 106Z")
                .path("main", "M254 74L230 68Q220 110 202 128V330Q250 336 296 324L286 216Q272 160 288 106Z")
                .path("shade", "M254 74L288 106Q272 160 286 216L296 324Q270 332 240 332 276 200 254 74Z")
                .line(
                        "dark",
                        3.5,
                        "M124 130L198 176M118 180L198 226M114 226L198 276M110 276L190 322M198 146L126 206M198 196L114 260M198 246L106 312M202 146L276 130M202 176L282 150M202 226L280 180M202 276L286 226M210 322L290 276M202 146L274 206M202 196L286 260M202 246L294 312")
                .path("dark", "M146 74L170 68Q182 96 200 108 218 96 230 68L254 74Q240 120 202 136H198Q160 120 146 74Z")
                .line("brass", 4, "M200 136V330")
                .circle("brass", 190, 160, 4)
                .circle("brass", 190, 204, 4)
                .circle("brass", 190, 248, 4)
                .circle("brass", 190, 292, 4)
                .line("deep", 4, "M128 262L160 250M272 262L240 250");
    }

    private static void bandana(Drawing g) {
        g.turn(-8)
                .path("shade", "M88 84H330V326H88Z")
                .rect("main", 80, 76, 242, 242, 3)
                .rect("berry", 80, 312, 242, 6, 0)
                .line("cream", 4, "M96 92H306V302H96Z")
                .line("cream", 2, "M106 102H296V292H106Z")
                .circle("cream", 201, 197, 40)
                .circle("main", 201, 197, 30)
                .circle("cream", 201, 197, 16)
                .circle("main", 201, 197, 7);
        for (int i = 0; i < 8; i++) {
            g.turn(i * 45, 201, 197)
                    .oval("cream", 201, 142, 7, 13)
                    .circle("cream", 201, 118, 4)
                    .back();
        }
        for (int i = 0; i < 4; i++) {
            g.turn(i * 90, 201, 197)
                    .path("cream", "M120 116Q150 112 152 140 140 156 124 146 134 136 120 116Z")
                    .path("main", "M130 124Q144 126 143 138 136 144 131 140Z")
                    .circle("cream", 120, 160, 4)
                    .circle("cream", 164, 116, 4)
                    .back();
        }
        g.path("dark", "M322 76L270 76 322 128Z").path("light", "M270 76L278 120Q282 126 322 128Z");
    }
}
