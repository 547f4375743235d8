package dev.tocsin.watch;

import dev.tocsin.notify.NotifierHealth;

/**
 * What was counted since the journal was opened, and how it stands.
 *
 * @param live whether each event is evaluated as soon as it is recorded; else the journal is still
 *     being read back
 * @param rules that are on
 * @param evaluated events that rules were offered
 * @param late events that came more than a minute late and were not evaluated
 * @param future events from more than a minute ahead, evaluated as of now
 * @param groups that are kept, of all rules together
 * @param evictedGroups that had to go for others
 * @param ungrouped matches that lack a field by which their rule groups
 * @param alerts that began
 * @param openAlerts that are not over
 * @param evictedAlerts that are no longer kept, as there were too many
 * @param blocked clients that are shut out
 * @param evictedBlocks blocks that had to go as there were too many
 * @param refusedRules versions of the rules file that held a mistake
 * @param notifications of all receivers together
 */
public record WatchFigures(
    boolean live,
    int rules,
    long evaluated,
    long late,
    long future,
    long groups,
    long evictedGroups,
    long ungrouped,
    long alerts,
    int openAlerts,
    long evictedAlerts,
    int blocked,
    long evictedBlocks,
    long refusedRules,
    NotifierHealth.Counts notifications) {}
