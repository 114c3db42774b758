package io.lifecycle4j.core.data;

import io.lifecycle4j.core.validation.History;
import io.lifecycle4j.core.validation.Reports;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.StoredVersion;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.validation.Outcome;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.Severity;
import io.lifecycle4j.validation.ValidationFailedException;
import io.lifecycle4j.validation.ValidationReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a store tells a validation of a data set, and the gate behind it. */
record StoredHistory(DatasetStore store, String dataset, InstantSource clock) implements History {
  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public List<Long> rowCounts(int versions) {
    List<StoredVersion> all = store.versions(dataset);
    return all.subList(Math.max(0, all.size() - versions), all.size()).stream()
        .map(version -> version.manifest().profile().rows())
        .toList();
  }

  @Override
  public boolean read(String other, Consumer<? super Row> action) {
    List<StoredVersion> versions = store.versions(other);
    if (versions.isEmpty()) {
      return false;
    }
    store.rows(versions.get(versions.size() - 1)).forEach(action);
    return true;
  }

  /**
   * Lets rows through that break no rule that is an error.
   *
   * @return the report
   * @throws ValidationFailedException if they do; the report is stored
   */
  static ValidationReport require(ValidationReport report, String dataset, DatasetStore store) {
    if (report.outcome() != Outcome.FAILED) {
      return report;
    }
    BlobId stored =
        store
            .put(new NamedContent("validation-report.json", Content.of(Reports.json(report))))
            .blob();
    String errors =
        report.broken().stream()
            .filter(result -> result.rule().severity() == Severity.ERROR)
            .map(RuleResult::toString)
            .collect(Collectors.joining("; "));
    throw new ValidationFailedException("Cannot commit " + dataset + ": " + errors, report, stored);
  }
}
