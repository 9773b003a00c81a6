package org.alwaysopen.storefront.http;

import org.alwaysopen.platform.Problem;

/**
 * A problem as a person is told of it.
 *
 * @param heading what happened, in a few words
 * @param text    what it means, and what to do
 */
public record ProblemPage(int status, String heading, String text) {
    static ProblemPage of(Problem problem) {
        return switch (problem.status()) {
            case 404 ->
                new ProblemPage(
                        404, "We could not find that", "The page may have moved, or the address has a slip in it.");
            case 405 ->
                new ProblemPage(
                        405, "That does not work here", "Go back to the page you came from and try it from there.");
            case 500 -> new ProblemPage(500, "That went wrong on our side", problem.detail());
            case 503 -> new ProblemPage(503, "One moment, please", problem.detail());
            default -> new ProblemPage(problem.status(), problem.title(), problem.detail());
        };
    }
}
