package org.alwaysopen.local.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Transactions;
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
        @Parameters(paramLabel = "MAIL", description = "The person's mail address.")
        String mail;

        @Override
        public Integer call() {
            RunningShop shop = RunningShop.find();
            Logs.toFile(shop.folder().log("privacy"));
            IdentitySecrets secrets = IdentitySecrets.open(shop.folder());
            try (var pool = shop.database().open()) {
                Accounts accounts = FirstUsers.accounts(pool, secrets, Regions.ALL.get(0));
                Account account = accounts.findByMail(mail)
                        .orElseThrow(() -> new LauncherException("MAIL: there is no account with " + mail));
                System.out.println(of(accounts, account, pool));
                return 0;
            }
        }

        abstract String of(Accounts accounts, Account account, DataSource pool);
    }

    /** {@code ./shop privacy export}. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Prints, as JSON, what is kept of a person: account, addresses, second factors, orders.")
    static final class Export extends OnePerson {
        @Override
        String of(Accounts accounts, Account account, DataSource pool) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("account", facts(account));
            all.put("addresses", accounts.addresses(account.id()));
            // That there is a password, and since when; hashes are of no use to anybody but a thief.
            all.put(
                    "credentials",
                    accounts.credentials(account.id()).stream()
                            .map(credential -> Map.of(
                                    "type", credential.type().word(),
                                    "label", credential.label(),
                                    "createdAt", credential.createdAt()))
                            .toList());
            all.put("orders", orders(account, pool));
            return Json.write(all);
        }

        private static Map<String, Object> facts(Account account) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("id", account.id());
            facts.put("mail", account.mail());
            facts.put("firstName", account.firstName());
            facts.put("lastName", account.lastName());
            facts.put("locale", account.locale());
            facts.put(
                    "roles",
                    account.roles().stream().map(Account.Role::word).sorted().toList());
            facts.put("homeRegion", account.homeRegion().name());
            facts.put("enabled", account.enabled());
            facts.put("mailVerified", account.mailVerified());
            facts.put("createdAt", account.createdAt());
            facts.put("lastSeenAt", account.lastSeenAt().orElse(null));
            return facts;
        }
    }

    /** {@code ./shop privacy erase}. */
    @Command(
            name = "erase",
            mixinStandardHelpOptions = true,
            description =
                    "Erases a person's account with all that hangs on it, and ends their sign-ins everywhere. Orders"
                            + " stay, as the law on accounts asks, but belong to no account any more.")
    static final class Erase extends OnePerson {
        @Option(names = "--yes", required = true, description = "It cannot be taken back.")
        boolean yes;

        @Override
        String of(Accounts accounts, Account account, DataSource pool) {
            int orders = orders(account, pool).size();
            accounts.erase(account.id());
            return "erased the account of " + mail + "; " + orders + " orders stay, as the law on accounts asks";
        }
    }

    private static final int ORDERS_MAX = 10_000;

    private static List<Map<String, Object>> orders(Account account, DataSource pool) {
        return new Transactions(pool, Transactions.Observer.NONE, java.util.random.RandomGenerator.getDefault())
                .read(
                        "privacy: orders",
                        tx -> tx.query("""
                                SELECT number, state, region, CAST(placed_at AS TEXT) AS placed_at, email,
                                       CAST(address AS TEXT) AS address
                                  FROM orders.shop_order
                                 WHERE account_id = :account ORDER BY placed_at LIMIT :max""")
                                .bind("account", account.id())
                                .bind("max", ORDERS_MAX)
                                .mapToMap()
                                .list());
    }
}
