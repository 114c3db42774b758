package io.lifecycle4j.spring;

import io.lifecycle4j.error.Preconditions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.core.io.Resource;

/**
 * The properties {@code lifecycle4j.*}. One that is not known fails the start, unless it is an
 * environment variable or a system property: a misspelt {@code read-only} would open the home for
 * writing.
 *
 * @param home the directory of the home, or its location as a URI such as {@code memory:new}
 * @param readOnly whether to open the home without changing it
 * @param imported files with exported versions, {@code lifecycle4j.import}; each is imported into
 *     its model when that is opened, and promoted if it was never in production
 * @param importIds ids of versions or of files, {@code lifecycle4j.import-ids}: if there are any,
 *     each imported file must have one of them. A network that is a program needs one
 * @param coldStore the directory of a home for cold bytes, or its location as a URI; null for none
 * @param liveQuality of how long ago predictions are measured by their labels, for meters; null for
 *     none
 * @param systemMetrics how often a run logs the use of processor and memory; null for the default
 *     of the library
 * @param observedPredictions the share of predictions that are observed, 0 to 1
 * @param readyWithin how long models may take to be ready at the start: the application refuses
 *     traffic until they are, and warns each time that this time has passed; zero if it does not
 *     wait for them
 * @param problemDetails whether requests that fail are answered with a problem detail
 * @param endpointWrites whether the endpoint {@code models} promotes and rolls back
 */
@ConfigurationProperties(prefix = "lifecycle4j", ignoreUnknownFields = false)
public record LifecycleProperties(
    @Nullable String home,
    @DefaultValue("false") boolean readOnly,
    @Name("import") @DefaultValue List<Resource> imported,
    @DefaultValue List<String> importIds,
    @Nullable String coldStore,
    @Nullable Duration liveQuality,
    @Nullable Duration systemMetrics,
    @DefaultValue("0.01") double observedPredictions,
    @DefaultValue("1m") Duration readyWithin,
    @DefaultValue("true") boolean problemDetails,
    @DefaultValue("false") boolean endpointWrites) {
  /** Checks the parts. */
  public LifecycleProperties {
    imported = Preconditions.copy(imported, "lifecycle4j.import");
    importIds = Preconditions.copy(importIds, "lifecycle4j.import-ids");
    Preconditions.check(
        observedPredictions >= 0 && observedPredictions <= 1,
        "Invalid lifecycle4j.observed-predictions: %s (must be 0 to 1)",
        observedPredictions);
    Preconditions.check(
        !readyWithin.isNegative(),
        "Invalid lifecycle4j.ready-within: %s (must be 0 or more)",
        readyWithin);
  }
}
