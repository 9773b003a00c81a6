package org.alwaysopen.local.reconcile;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./shop reconcile}. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BOOKS",
        description = "Compares books that must agree, and sets them right.",
        subcommands = {ReconcileInventory.class, ReconcilePaymentsCommand.class, ReconcileStoredValue.class})
public final class ReconcileCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "expected which books, inventory, payments or stored-value");
    }
}
