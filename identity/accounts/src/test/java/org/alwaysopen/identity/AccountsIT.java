package org.alwaysopen.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.alwaysopen.identity.Account.Role;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: what one region does to an account holds in all of them, however they race. Method: two regions' accounts on one
 * database.
 */
class AccountsIT {
    private static final byte[] KEY = new byte[32];

    private final TestDatabase database = TestDatabase.fresh("platform", "identity");
    private final Accounts aws = accounts("aws-us-east-1");
    private final Accounts gcp = accounts("gcp-us-central1");

    private Accounts accounts(String region) {
        return new Accounts(database.transactions(), new MailHash(KEY), new Region(region));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whoRegistersInOneRegionIsKnownInTheOther() {
        Account made = aws.register(" Ann@Example.com ", Set.of(Role.SHOPPER));
        assertThat(made.mail()).isEqualTo("Ann@Example.com");
        assertThat(made.homeRegion()).isEqualTo(new Region("aws-us-east-1"));
        assertThat(gcp.findByMail("ann@EXAMPLE.com")).contains(made);
        assertThat(gcp.find(made.id())).contains(made);
    }

    @Test
    void oneMailHasOneAccountHoweverManyRegisterItAtOnce() {
        List<CompletableFuture<Boolean>> racers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try {
                        (i % 2 == 0 ? aws : gcp).register("ann@example.com", Set.of(Role.SHOPPER));
                        return true;
                    } catch (ProblemException taken) {
                        assertThat(taken.problem().status()).isEqualTo(409);
                        return false;
                    }
                }))
                .toList();
        assertThat(racers.stream().filter(CompletableFuture::join).count()).isEqualTo(1);
    }

    @Test
    void fiveWrongPasswordsOverTwoRegionsAtOnceLockTheAccount() {
        UUID ann = aws.register("ann@example.com", Set.of(Role.SHOPPER)).id();
        List<CompletableFuture<Void>> guesses = new ArrayList<>();
        for (int i = 0; i < Accounts.FAILED_ATTEMPTS_MAX; i++) {
            assertThat(aws.isLocked(ann)).as("after fewer than the limit").isFalse();
            Accounts region = i % 2 == 0 ? aws : gcp;
            guesses.add(CompletableFuture.runAsync(() -> region.passwordWasWrong(ann)));
            if (i == 0) {
                guesses.get(0).join();
            }
            if (i < Accounts.FAILED_ATTEMPTS_MAX - 2) {
                guesses.get(i).join(); // the last two race
            }
        }
        guesses.forEach(CompletableFuture::join);
        assertThat(aws.find(ann).orElseThrow().failedAttempts()).isEqualTo(Accounts.FAILED_ATTEMPTS_MAX);
        assertThat(aws.isLocked(ann)).isTrue();
        assertThat(gcp.isLocked(ann)).isTrue();
    }

    @Test
    void aRightPasswordDoesNotOpenALockedAccount() {
        UUID ann = aws.register("ann@example.com", Set.of(Role.SHOPPER)).id();
        for (int i = 0; i < Accounts.FAILED_ATTEMPTS_MAX; i++) {
            aws.passwordWasWrong(ann);
        }
        gcp.passwordWasRight(ann);
        assertThat(gcp.isLocked(ann)).isTrue();
    }

    @Test
    void aRightPasswordStartsTheCountAnew() {
        UUID ann = aws.register("ann@example.com", Set.of(Role.SHOPPER)).id();
        aws.passwordWasWrong(ann);
        gcp.passwordWasRight(ann);
        assertThat(aws.find(ann).orElseThrow().failedAttempts()).isZero();
    }

    @Test
    void aNewPasswordOtherRolesAndDisablingEndEverySignIn() {
        UUID ann = aws.register("ann@example.com", Set.of(Role.SHOPPER)).id();
        Instant longAgo = Instant.now().minusSeconds(60);
        assertThat(gcp.signInHolds(ann, Set.of("session"), longAgo)).isTrue();

        aws.setPassword(ann, "{}", "{}");
        assertThat(gcp.signInHolds(ann, Set.of("session"), longAgo)).isFalse();
        assertThat(gcp.signInHolds(ann, Set.of("session"), Instant.now().plusSeconds(1)))
                .isTrue();

        aws.setEnabled(ann, false);
        assertThat(gcp.signInHolds(ann, Set.of("session"), Instant.now().plusSeconds(60)))
                .isFalse();
    }

    @Test
    void aSignInThatWasEndedDoesNotComeBackUnderAnyOfItsNames() {
        UUID ann = aws.register("ann@example.com", Set.of(Role.SHOPPER)).id();
        Instant now = Instant.now();
        aws.endSignIn(ann, Set.of("at-aws", "at-gcp"));
        assertThat(gcp.signInHolds(ann, Set.of("at-gcp"), now)).isFalse();
        assertThat(gcp.signInHolds(ann, Set.of("another", "at-aws"), now)).isFalse();
        assertThat(gcp.signInHolds(ann, Set.of("another"), now)).isTrue();
        assertThat(gcp.sweepEndedSignIns(10)).as("not over yet").isZero();
    }

    /** Two regions are lost, one after the other: the third one knows how the sign-in began, and what ends one ends all. */
    @Test
    void aSignInThatWasTakenOverTwiceEndsUnderItsFirstName() {
        UUID ann = aws.register("ann@example.com", Set.of(Role.SHOPPER)).id();
        UUID bob = aws.register("bob@example.com", Set.of(Role.SHOPPER)).id();
        gcp.takeOver(ann, "at-aws", "at-gcp");
        gcp.takeOver(ann, "at-aws", "at-gcp"); // the answer to the first time was lost
        aws.takeOver(ann, "at-gcp", "at-azure");
        assertThat(aws.namesOf(ann, "at-azure")).containsExactlyInAnyOrder("at-azure", "at-aws");
        assertThat(aws.namesOf(ann, "at-aws")).containsExactly("at-aws");
        assertThat(aws.namesOf(bob, "at-azure")).as("somebody else's").containsExactly("at-azure");
        assertThat(gcp.sweepTakenOver(10)).as("not over yet").isZero();
        gcp.endSignIn(ann, gcp.namesOf(ann, "at-azure"));
        for (String name : List.of("at-aws", "at-gcp", "at-azure")) {
            assertThat(aws.signInHolds(ann, aws.namesOf(ann, name), Instant.now()))
                    .as(name)
                    .isFalse();
        }
    }

    @Test
    void aCodeOfTheSecondFactorIsGoodOnceInAllRegions() {
        UUID ann = aws.register("ann@example.com", Set.of(Role.MERCHANT)).id();
        Credential phone = aws.addOtp(ann, "phone", "{}", "{}");
        long step = 59_000_000;
        List<CompletableFuture<Boolean>> uses = IntStream.range(0, 6)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> (i % 2 == 0 ? aws : gcp).useOtpStep(ann, phone.id(), step)))
                .toList();
        assertThat(uses.stream().filter(CompletableFuture::join).count()).isEqualTo(1);
        assertThat(aws.useOtpStep(ann, phone.id(), step - 1)).isFalse();
        assertThat(gcp.useOtpStep(ann, phone.id(), step + 1)).isTrue();
    }

    @Test
    void anErasedPersonLeavesNothing() {
        Account ann = aws.register("ann@example.com", Set.of(Role.SHOPPER));
        aws.setPassword(ann.id(), "{}", "{}");
        aws.addAddress(ann.id(), new Address(null, "Ann", "1 Main St", "", "Portland", "OR", "97201", "US"));
        aws.takeOver(ann.id(), "at-aws", "at-gcp");
        aws.endSignIn(ann.id(), Set.of("at-gcp"));
        new AccountCarts(database.transactions()).replace(ann.id(), UUID.randomUUID());
        new SignInBook(database.transactions())
                .write(new SignInBook.Entry(
                        "at-aws",
                        ann.id(),
                        new Region("aws-us-east-1"),
                        "Firefox",
                        Instant.now(),
                        Instant.now().plusSeconds(60)));
        assertThat(tablesWith(ann.id())).hasSize(7);
        assertThat(gcp.erase(ann.id())).isTrue();
        assertThat(tablesWith(ann.id())).isEmpty();
        assertThat(aws.find(ann.id())).isEmpty();
        assertThat(aws.credentials(ann.id())).isEmpty();
        assertThat(aws.addresses(ann.id())).isEmpty();
        assertThat(aws.signInHolds(ann.id(), Set.of("session"), Instant.now())).isFalse();
    }

    /** All of the module's, also those that come later, that know of this account. */
    private List<String> tablesWith(UUID account) {
        return database.transactions().read("search", tx -> {
            List<String> tables = new ArrayList<>();
            tx.query("""
                            SELECT table_name, column_name FROM information_schema.columns
                             WHERE table_schema = 'identity' AND (column_name = 'account_id'
                                OR (table_name = 'account' AND column_name = 'id'))""").mapToMap().list().forEach(column -> {
                boolean here = tx.query("SELECT count(*) FROM identity." + column.get("table_name") + " WHERE "
                                        + column.get("column_name") + " = :id")
                                .bind("id", account)
                                .mapTo(Integer.class)
                                .one()
                        > 0;
                if (here) {
                    tables.add(String.valueOf(column.get("table_name")));
                }
            });
            return tables;
        });
    }

    @Test
    void aSearchTakesItsTextLiterally() {
        aws.register("ann_100%@example.com", Set.of(Role.SHOPPER));
        aws.register("bob@example.com", Set.of(Role.SHOPPER));
        assertThat(gcp.search("_100%", 0, 10)).hasSize(1);
        assertThat(gcp.search("%", 0, 10)).hasSize(1);
        assertThat(gcp.search("", 0, 10)).hasSize(2);
        assertThat(gcp.count("example")).isEqualTo(2);
    }

    @Test
    void aMailThatIsTakenIsNotTakenAgain() {
        Account ann = aws.register("ann@example.com", Set.of(Role.SHOPPER));
        aws.register("bob@example.com", Set.of(Role.SHOPPER));
        assertThat(gcp.changeMail(ann.id(), "BOB@example.com")).isFalse();
        assertThat(gcp.changeMail(ann.id(), "ann@example.org")).isTrue();
        assertThat(aws.findByMail("ann@example.com")).isEmpty();
        assertThatThrownBy(() -> aws.register("ANN@example.org", Set.of(Role.SHOPPER)))
                .isInstanceOf(ProblemException.class);
    }
}
