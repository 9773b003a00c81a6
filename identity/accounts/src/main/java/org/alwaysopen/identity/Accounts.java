package org.alwaysopen.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alwaysopen.identity.Account.Role;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * The accounts of the shop, in its SQL store: what a person registers in one region is there in all the others at once.
 *
 * <p>Every change is a transaction of its own. Thread-safe.
 */
public final class Accounts {
    /** So many wrong passwords in a row, from all regions together, lock the account. */
    public static final int FAILED_ATTEMPTS_MAX = 5;
    /** The first lock; each further wrong password after it doubles the lock, up to {@link #LOCK_MAX}. */
    public static final Duration LOCK_FIRST = Duration.ofMinutes(1);

    public static final Duration LOCK_MAX = Duration.ofMinutes(30);
    /** A page of the console's search. */
    public static final int SEARCH_MAX = 100;
    /** More second factors than anybody carries; bounds what a sign-in has to try. */
    public static final int CREDENTIALS_MAX = 10;
    /** Longer than Keycloak keeps any session (30 days, where it remembers somebody): that one was ended is known until then. */
    public static final Duration SIGN_IN_AGE_MAX = Duration.ofDays(31);
    /** More than a family with holiday homes needs. */
    public static final int ADDRESSES_MAX = 20;

    private final Transactions transactions;
    private final MailHash mailHash;
    private final Region region;
    private final AccountRows rows = new AccountRows();

    /** @param region where accounts that are made here are at home */
    public Accounts(Transactions transactions, MailHash mailHash, Region region) {
        this.transactions = transactions;
        this.mailHash = mailHash;
        this.region = region;
    }

    /**
     * Makes an account. Two regions that register the same mail at once: the unique hash is the judge.
     *
     * @throws org.alwaysopen.platform.ProblemException 409 when the mail has an account
     */
    public Account register(String mail, Set<Role> roles) {
        String address = mail.strip();
        return transactions
                .run("identity: register", tx -> rows.insert(tx, mailHash.of(address), address, words(roles), region))
                .orElseThrow(() -> Problem.conflict("mail: there is an account with this address. Sign in instead")
                        .exception());
    }

    public Optional<Account> find(UUID id) {
        return transactions.read("identity: find", tx -> rows.find(tx, id));
    }

    public Optional<Account> findByMail(String mail) {
        return transactions.read("identity: find by mail", tx -> rows.findByMailHash(tx, mailHash.of(mail)));
    }

    /** Accounts whose mail or name holds this text, by mail; an empty text finds all. At most {@link #SEARCH_MAX}. */
    public List<Account> search(String text, int first, int max) {
        return transactions.read(
                "identity: search", tx -> rows.search(tx, text, Math.max(0, first), Math.min(max, SEARCH_MAX)));
    }

    public int count(String text) {
        return transactions.read("identity: count", tx -> rows.count(tx, text));
    }

    public void rename(UUID id, String firstName, String lastName) {
        transactions.run("identity: rename", tx -> rows.rename(tx, id, firstName, lastName));
    }

    /** Gives the account another mail; false when that mail has an account. */
    public boolean changeMail(UUID id, String mail) {
        return transactions.run("identity: change mail", tx -> {
            String hash = mailHash.of(mail);
            boolean taken = rows.findByMailHash(tx, hash)
                    .filter(a -> !a.id().equals(id))
                    .isPresent();
            if (!taken) {
                rows.changeMail(tx, id, hash, mail.strip());
            }
            return !taken;
        });
    }

    public void setLocale(UUID id, String locale) {
        transactions.run("identity: set locale", tx -> rows.setLocale(tx, id, locale));
    }

    public void setMailVerified(UUID id, boolean verified) {
        transactions.run("identity: set mail verified", tx -> rows.setMailVerified(tx, id, verified));
    }

    public void setRequiredActions(UUID id, Collection<String> actions) {
        String joined = actions.stream().distinct().sorted().collect(Collectors.joining(","));
        transactions.run("identity: set required actions", tx -> rows.setRequiredActions(tx, id, joined));
    }

    /** Grants these roles and no others, and ends what was signed in with the old ones. */
    public void setRoles(UUID id, Set<Role> roles) {
        transactions.run("identity: set roles", tx -> {
            rows.setRoles(tx, id, words(roles));
            return rows.endSessions(tx, id);
        });
    }

    /** A disabled account is signed out everywhere, and cannot sign in. */
    public void setEnabled(UUID id, boolean enabled) {
        transactions.run("identity: set enabled", tx -> {
            rows.setEnabled(tx, id, enabled);
            return enabled ? 0 : rows.endSessions(tx, id);
        });
    }

    /** Ends every sign-in of this person, in every region. */
    public void endSessions(UUID id) {
        transactions.run("identity: end sessions", tx -> rows.endSessions(tx, id));
    }

    /** Ends one sign-in ("sign out here"), under all the names it has: a copy of its cookie is worth nothing from then on. */
    public void endSignIn(UUID accountId, Set<String> signInIds) {
        transactions.run("identity: end sign-in", tx -> rows.endSignIn(tx, accountId, signInIds, SIGN_IN_AGE_MAX));
    }

    /** A region goes on with a sign-in of another one that is lost, under another name; its first name stays with it. */
    public void takeOver(UUID accountId, String from, String to) {
        transactions.run("identity: take over", tx -> rows.takeOver(tx, accountId, from, to, SIGN_IN_AGE_MAX));
    }

    /** The name that a sign-in began with, however often regions took it over since. */
    public String firstNameOf(UUID accountId, String signInId) {
        return transactions
                .read("identity: first sign-in", tx -> rows.firstSignIn(tx, accountId, signInId))
                .orElse(signInId);
    }

    /** All names by which a sign-in may have been ended: its own, and the first one. */
    public Set<String> namesOf(UUID accountId, String signInId) {
        return Stream.of(signInId, firstNameOf(accountId, signInId)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a sign-in still holds: the account is there and enabled, and nobody ended the sign-in, here or everywhere.
     *
     * @param signedInAt see {@link Account#signInHolds}
     */
    public boolean signInHolds(UUID accountId, Set<String> signInIds, Instant signedInAt) {
        return transactions.read(
                "identity: does sign-in hold",
                tx -> rows.find(tx, accountId)
                                .filter(a -> a.signInHolds(signedInAt))
                                .isPresent()
                        && !rows.isAnyEnded(tx, signInIds));
    }

    /** Forgets at most {@code limit} ended sign-ins that would be over anyhow. Returns how many there were. */
    public int sweepEndedSignIns(int limit) {
        return transactions.run("identity: sweep ended sign-ins", tx -> rows.sweepEndedSignIns(tx, limit));
    }

    /** The same of sign-ins that were taken over. */
    public int sweepTakenOver(int limit) {
        return transactions.run("identity: sweep sign-ins taken over", tx -> rows.sweepTakenOver(tx, limit));
    }

    public void seen(UUID id) {
        transactions.run("identity: seen", tx -> rows.seen(tx, id));
    }

    /**
     * Counts a wrong password. The fifth in a row locks the account, for longer with each one after it.
     *
     * <p>Two regions count at the same time: the count is taken by the update itself, so that none is lost.
     */
    public void passwordWasWrong(UUID id) {
        transactions.run(
                "identity: wrong password",
                tx -> rows.countFailure(tx, id, FAILED_ATTEMPTS_MAX, LOCK_FIRST.toSeconds(), LOCK_MAX.toSeconds()));
    }

    /** A right password while the account is not locked starts the count anew. */
    public void passwordWasRight(UUID id) {
        transactions.run("identity: right password", tx -> rows.clearFailures(tx, id));
    }

    /** Whether wrong passwords have locked this account, by the database's clock. */
    public boolean isLocked(UUID id) {
        return transactions.read("identity: is locked", tx -> rows.isLocked(tx, id));
    }

    public List<Credential> credentials(UUID accountId) {
        return transactions.read("identity: credentials", tx -> rows.credentials(tx, accountId));
    }

    /** Replaces the password, and ends every sign-in that the old one gave. */
    public Credential setPassword(UUID accountId, String secretData, String credentialData) {
        return transactions.run("identity: set password", tx -> {
            rows.deleteCredentials(tx, accountId, Credential.Type.PASSWORD);
            Credential made =
                    rows.addCredential(tx, accountId, Credential.Type.PASSWORD, "", secretData, credentialData);
            rows.endSessions(tx, accountId);
            rows.clearFailures(tx, accountId);
            return made;
        });
    }

    /** Stores a stronger hash of the same password: nobody is signed out. */
    public void rehashPassword(UUID accountId, UUID credentialId, String secretData, String credentialData) {
        transactions.run(
                "identity: rehash password",
                tx -> rows.updateCredential(tx, accountId, credentialId, secretData, credentialData));
    }

    /** Adds a second factor. */
    public Credential addOtp(UUID accountId, String label, String secretData, String credentialData) {
        return transactions.run("identity: add second factor", tx -> {
            if (rows.credentials(tx, accountId).size() >= CREDENTIALS_MAX) {
                throw Problem.conflict("second factor: expected at most " + CREDENTIALS_MAX + ". Remove one first")
                        .exception();
            }
            return rows.addCredential(tx, accountId, Credential.Type.OTP, label, secretData, credentialData);
        });
    }

    /**
     * Uses up one time step of a second factor: false when it, or a later one, was used before. The same code sent to two
     * regions at once: the update is the judge, one of them finds no row.
     *
     * @param step the number of the 30-second step, as in RFC 6238
     */
    public boolean useOtpStep(UUID accountId, UUID credentialId, long step) {
        return transactions.run(
                        "identity: use second factor", tx -> rows.advanceStep(tx, accountId, credentialId, step))
                == 1;
    }

    public boolean removeCredential(UUID accountId, UUID credentialId) {
        return transactions.run("identity: remove credential", tx -> rows.deleteCredential(tx, accountId, credentialId))
                == 1;
    }

    /** Erases the account and all that hangs on it; orders keep what the law asks for, without it. */
    public boolean erase(UUID id) {
        return transactions.run("identity: erase", tx -> rows.delete(tx, id)) == 1;
    }

    public List<Address> addresses(UUID accountId) {
        return transactions.read("identity: addresses", tx -> rows.addresses(tx, accountId));
    }

    public Address addAddress(UUID accountId, Address address) {
        return transactions.run("identity: add address", tx -> {
            requireRoomForAddress(tx, accountId);
            return rows.addAddress(tx, accountId, address);
        });
    }

    public boolean removeAddress(UUID accountId, UUID addressId) {
        return transactions.run("identity: remove address", tx -> rows.deleteAddress(tx, accountId, addressId)) == 1;
    }

    private void requireRoomForAddress(Tx tx, UUID accountId) {
        if (rows.addresses(tx, accountId).size() >= ADDRESSES_MAX) {
            throw Problem.conflict("address: expected at most " + ADDRESSES_MAX + ". Remove one first")
                    .exception();
        }
    }

    private static String words(Set<Role> roles) {
        return roles.stream().map(Role::word).sorted().collect(Collectors.joining(","));
    }
}
