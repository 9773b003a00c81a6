/**
 * {@code ./shop}: the three clouds on one machine.
 *
 * <p>Who does what: a {@link org.alwaysopen.local.launcher.Supervisor} owns every process and the edge, for as long as the
 * shop is up. In the foreground it lives in {@code ./shop up} itself; with {@code --detach} in a process of its own
 * ({@code ./shop supervise}). All other commands are short, and speak with it over a loopback port with a token
 * ({@link org.alwaysopen.local.launcher.Control}). What it started is written down under {@code .shop/processes}, so that
 * {@code ./shop down} ends exactly that, even when the supervisor is gone.
 *
 * <p><b>A new command</b>: one class with {@code @Command}, {@code implements Callable<Integer>}, anywhere under
 * {@code org.alwaysopen.local}; add it to the list {@code COMMANDS} in {@link org.alwaysopen.local.launcher.Launcher}.
 * What it needs of the running shop it gets from {@link org.alwaysopen.local.launcher.RunningShop}: the status, the
 * data source, the secrets, and what the supervisor can do.
 *
 * <p><b>A new process per region</b> (identity): a value of {@link org.alwaysopen.local.launcher.Part}, and its
 * {@link org.alwaysopen.local.launcher.ProcessPlan} in {@code Supervisor.plans}. Kill, restore, status and down know it then.
 */
package org.alwaysopen.local.launcher;
