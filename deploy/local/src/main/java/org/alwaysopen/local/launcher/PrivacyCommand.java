package org.alwaysopen.local.launcher;

import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.orders.PersonalOrders;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.account.PersonalData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./shop privacy}. */
@Command(
        name = "privacy",
        mixinStandardHelpOptions = true,
        description = "What the shop knows of one person: shows it, or forgets it.",
        subcommands = {PrivacyCommand.Export.class, PrivacyCommand.Erase.class})
final class PrivacyCommand implements Runnable {
    @picocli.CommandLine.Spec
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    /** A shop that is up, and the person in it. */
    private abstract static class OnePerson implements Callable<Integer> {
        @Parameters(paramLabel = "MAIL", description = "The person's mail address. Make sure that it is theirs.")
        String mail;

        @Override
        public Integer call() {
            RunningShop shop = RunningShop.find();
            Logs.toFile(shop.folder().log("privacy"));
            IdentitySecrets secrets = IdentitySecrets.open(shop.folder());
            try (var pool = shop.database().open()) {
                Accounts accounts = FirstUsers.accounts(pool, secrets, Regions.ALL.get(0));
                PersonalData data = new PersonalData(
                        accounts, new Transactions(pool, Transactions.Observer.NONE, RandomGenerator.getDefault()));
                System.out.println(of(data, data.ofMail(mail)));
                return 0;
            } catch (ProblemException refused) {
                throw new LauncherException(refused.problem().detail());
            }
        }

        abstract String of(PersonalData data, PersonalOrders.Person person);
    }

    /** {@code ./shop privacy export}. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description =
                    "Prints, as JSON, what is kept of a person: account, addresses, sign-ins, orders and what became of"
                            + " them, cart, store credit, payments. With what they ordered as a guest.")
    static final class Export extends OnePerson {
        @Override
        String of(PersonalData data, PersonalOrders.Person person) {
            return Json.write(data.copy(person));
        }
    }

    /** {@code ./shop privacy erase}. */
    @Command(
            name = "erase",
            mixinStandardHelpOptions = true,
            description =
                    "Erases a person: the account with all that hangs on it, and who is behind their orders. Amounts, goods,"
                            + " tax and its country stay in the books. Refused while an order is still to be sent.")
    static final class Erase extends OnePerson {
        @Option(names = "--yes", required = true, description = "It cannot be taken back.")
        boolean yes;

        @Override
        String of(PersonalData data, PersonalOrders.Person person) {
            boolean known = person.account().isPresent();
            int orders = data.erase(person);
            return (known ? "the account is erased" : "there was no account") + "; " + orders
                    + (orders == 1 ? " order stays" : " orders stay") + " in the books, without the person";
        }
    }
}
