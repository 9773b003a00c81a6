package org.alwaysopen.local.launcher;

import java.util.List;
import org.alwaysopen.local.bench.BenchCommand;
import org.alwaysopen.local.drill.DrillCommand;
import org.alwaysopen.local.reconcile.ReconcileCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./shop}: where every command begins. */
@Command(
        name = "shop",
        mixinStandardHelpOptions = true,
        version = "Always Open 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs the shop in three clouds on this machine, takes one away, brings it back.",
        footer = {"", "./shop build and ./shop test build, and test, the whole project with Maven."})
public final class Launcher implements Runnable {
    /** Everything that {@code ./shop} can do. A new command is a class, and a line here. */
    private static final List<Class<?>> COMMANDS = List.of(
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            KillCommand.class,
            RestoreCommand.class,
            DrainCommand.class,
            UndrainCommand.class,
            ReconcileCommand.class,
            BenchCommand.class,
            DrillCommand.class,
            SeedCommand.class,
            RotateKeysCommand.class,
            PrivacyCommand.class,
            SuperviseCommand.class);

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        Logs.warningsOnly();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Launcher());
        COMMANDS.forEach(line::addSubcommand);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                Terminal.isTerminal() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(Launcher::refuse);
        return line;
    }

    /** What was refused is told in a sentence. Anything else is a fault of ours, and is shown whole. */
    private static int refuse(Exception e, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof LauncherException) {
            line.getErr().println(Terminal.red(e.getMessage()));
            return 1;
        }
        throw e;
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
