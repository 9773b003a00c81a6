package org.alwaysopen.inventory;

import static org.alwaysopen.inventory.Shop.AWS;
import static org.alwaysopen.inventory.Shop.CLERK;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.inventory.StockSheets.LineError;
import org.alwaysopen.inventory.StockSheets.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: a file is done once, as a whole or not at all, and all that is wrong with it is told. Method: import and look. */
class SheetsIT {
    private static final Sku MUG = new Sku("MUG");
    private static final Sku TEA = new Sku("TEA");

    private final Shop shop = new Shop();

    @AfterEach
    void close() {
        assertThat(shop.parts.books().compare("", 200).differences()).isEmpty();
        shop.close();
    }

    private Result load(boolean dryRun, String... lines) {
        return shop.parts
                .sheets()
                .importCsv(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8), dryRun, CLERK);
    }

    private String export() throws IOException {
        StringBuilder out = new StringBuilder();
        shop.parts.sheets().exportCsv(out);
        return out.toString();
    }

    @Test
    void aFileIsTriedThenDoneThenNotDoneAgain() {
        String[] file = {
            "\uFEFFsku,warehouse,units,reason", "MUG,cmh,10,\"spring, \"\"first\"\" delivery\"", "TEA,rno,4,"
        };
        Result dry = load(true, file);
        assertThat(dry.applied() || dry.before()).isFalse();
        assertThat(dry.errors()).isEmpty();
        assertThat(dry.lines()).isEqualTo(2);
        assertThat(shop.available(MUG)).isZero();
        assertThat(load(false, file).applied()).isTrue();
        shop.expect(MUG, 10, 10, 0);
        assertThat(shop.journal(MUG).get(0).by()).isEqualTo(new Stock.By("clerk", "spring, \"first\" delivery"));
        Result again = load(false, file);
        assertThat(again.applied()).isFalse();
        assertThat(again.before()).isTrue();
        shop.expect(MUG, 10, 10, 0);
    }

    @Test
    void allErrorsAreListedWithTheirLinesAndNothingIsDone() {
        Result broken = load(
                false,
                "units,warehouse,sku,action",
                "5,cmh,MUG,",
                "x,moon,M G,steal",
                "",
                "0,cmh,TEA,write-off",
                "-1,cmh,TEA,count");
        assertThat(broken.applied()).isFalse();
        assertThat(broken.errors()).extracting(LineError::line).containsExactly(3, 3, 3, 5, 6);
        assertThat(broken.errors()).extracting(LineError::message).allMatch(message -> message.contains("expected"));
        assertThat(shop.available(MUG)).isZero();

        shop.receive(TEA, "cmh", 5);
        shop.reserve(AWS, new Line(TEA, 4));
        Result impossible = load(
                false, "sku,warehouse,units,action", "MUG,cmh,5,receive", "TEA,cmh,2,write-off", "TEA,rno,-1,adjust");
        assertThat(impossible.errors()).extracting(LineError::line).containsExactly(3, 4);
        assertThat(shop.available(MUG)).isZero();
        assertThat(load(true, "sku,warehouse").errors().get(0).message()).contains("missing units");
        assertThat(load(true, "").errors()).hasSize(1);
        assertThat(load(true, "sku,warehouse,units", "\"MUG,cmh,1")
                        .errors()
                        .get(0)
                        .message())
                .contains("closing");
    }

    @Test
    void whatIsExportedCanBeCountedAndImported() throws IOException {
        shop.receive(MUG, "cmh", 10);
        shop.receive(MUG, "rno", 3);
        shop.reserve(AWS, new Line(MUG, 2));
        assertThat(export())
                .isEqualTo("sku,warehouse,action,units,reason,available,reserved\r\n"
                        + "MUG,cmh,count,10,,11,2\r\nMUG,rno,count,3,,11,2\r\n");
        String counted = export().replace("cmh,count,10", "cmh,count,8").replace("rno,count,3", "rno,count,4");
        assertThat(load(false, counted).errors()).isEmpty();
        shop.expect(MUG, 12, 10, 2);
        assertThat(export()).contains("MUG,cmh,count,8,,10,2");
    }

    @Test
    void aFileOfTheLargestSizeIsDoneInTime() throws IOException {
        List<String> lines = new ArrayList<>(List.of("sku,warehouse,units"));
        for (int i = 0; i < StockSheets.LINES_MAX; i++) {
            lines.add("SKU-" + i + ",cmh,7");
        }
        assertThat(load(false, lines.toArray(String[]::new)).applied()).isTrue();
        lines.add("ONE-TOO-MANY,cmh,1");
        assertThat(load(false, lines.toArray(String[]::new)).errors().get(0).message())
                .contains("at most 1000");
        assertThat(export().lines()).hasSize(StockSheets.LINES_MAX + 1);
    }
}
