package org.alwaysopen.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandLineTest {
    @Test
    void theCommandsOfTheContractAreThere() {
        assertThat(Launcher.commandLine().getSubcommands())
                .containsKeys("up", "down", "status", "kill", "restore", "drain", "undrain", "seed", "drill");
    }

    @Test
    void upTakesThreeRegionsAndItsOwnDatabaseWhenNothingElseIsSaid() {
        UpOptions options = upOptions();
        assertThat(options.regionList()).containsExactlyElementsOf(Regions.ALL);
        assertThat(options.database().kind()).isEqualTo(DatabaseChoice.Kind.EMBEDDED);
    }

    @Test
    void theSupervisorIsToldWhatUpWasTold() {
        UpOptions options =
                upOptions("--regions", "2", "--db", "jdbc:postgresql://db.example/shop", "--port-offset=70");
        UpOptions passedOn = upOptions(options.arguments().toArray(String[]::new));
        assertThat(passedOn.arguments()).isEqualTo(options.arguments());
        assertThat(passedOn.regionList()).hasSize(2);
        assertThat(passedOn.database().jdbcUrl()).isEqualTo("jdbc:postgresql://db.example/shop");
        assertThat(passedOn.ports().edge()).isEqualTo(8150);
    }

    @Test
    void whatCannotBeIsRefusedInASentence() {
        assertThatThrownBy(() -> upOptions("--regions=4").regionList())
                .isInstanceOf(LauncherException.class)
                .hasMessage("--regions: expected 1 to 3, got 4");
        assertThatThrownBy(() -> upOptions("--db=mysql").database())
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("got mysql");
        assertThatThrownBy(() -> Part.parse("edge"))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("database, shop, sessions, identity");
    }

    @Test
    void anUnknownCommandIsAUsageError() {
        CommandLine line = Launcher.commandLine();
        StringWriter said = new StringWriter();
        line.setErr(new PrintWriter(said));
        assertThat(line.execute("explode")).isEqualTo(2);
        assertThat(said.toString()).contains("explode");
    }

    private static UpOptions upOptions(String... arguments) {
        UpCommand up = new UpCommand();
        new CommandLine(up).parseArgs(arguments);
        return up.options;
    }
}
