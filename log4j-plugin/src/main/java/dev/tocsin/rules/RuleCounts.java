package dev.tocsin.rules;

/**
 * What a rule has counted since it began, but for the first two, which are of this moment.
 *
 * @param groups that are kept
 * @param firing alerts that are not over
 * @param evicted groups that had to go for others
 * @param ungrouped matches without a value of the group's fields
 * @param withoutValue matches without a value of the field that is counted
 * @param forgotten values or times of one group that had to go for others of it
 * @param unfired events for which one alert stands, as too many groups were firing
 */
public record RuleCounts(
    int groups,
    int firing,
    long evicted,
    long ungrouped,
    long withoutValue,
    long forgotten,
    long unfired) {}
