package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.validation.ValidationForms;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.Severity;
import io.lifecycle4j.validation.ValidationFailedException;
import io.lifecycle4j.validation.ValidationReport;
import io.lifecycle4j.validation.ValidationReport.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A validation report that is stored with a version.
 *
 * @param json null if there was nothing to check
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredReport(byte @Nullable [] json) {
  private static final int MOST_LINES = 3;

  /**
   * Accepts rows that break no rule that is an error; their report must be stored with the version.
   * A rejecting report is stored here.
   *
   * @throws ValidationFailedException if they break such a rule
   */
  static StoredReport passed(ValidationReport report, String dataset, DatasetStore store) {
    if (report.results().isEmpty()) {
      return new StoredReport(null);
    }
    byte[] json = ValidationForms.JSON.text(report).getBytes(UTF_8);
    if (report.outcome() == Outcome.FAILED) {
      String errors =
          report.broken().stream()
              .filter(result -> result.rule().severity() == Severity.ERROR)
              .map(StoredReport::told)
              .collect(Collectors.joining("; "));
      BlobId blob = store.put(new NamedContent("validation.json", Content.of(json))).blob();
      throw new ValidationFailedException("Cannot commit " + dataset + ": " + errors, report, blob);
    }
    return new StoredReport(json);
  }

  private static String told(RuleResult result) {
    boolean ofSchema = result.rule().id().startsWith("schema.");
    return ofSchema && result.rule().check() instanceof RowCheck.NotNull missing
        ? result
            + places(result)
            + " (fill them, or declare column "
            + missing.column()
            + " nullable())"
        : result + places(result);
  }

  /** Names the first file with failures and its first lines; empty if unknown. */
  private static String places(RuleResult result) {
    List<FailurePlace> first = result.first();
    if (first.isEmpty() || first.get(0).file().isEmpty()) {
      return "";
    }
    String file = first.get(0).file();
    List<String> lines =
        first.stream()
            .filter(place -> place.file().equals(file) && place.line() > 0)
            .limit(MOST_LINES)
            .map(place -> String.valueOf(place.line()))
            .toList();
    long more = result.failures() - Math.max(1, lines.size());
    return " at "
        + file
        + (lines.isEmpty() ? "" : lines.size() == 1 ? ", line " : ", lines ")
        + String.join(", ", lines)
        + (more > 0 ? " and " + more + " more" : "");
  }

  DatasetManifest.Builder into(DatasetManifest.Builder manifest) {
    return json == null ? manifest : manifest.report(Hashing.hash(json));
  }

  /** Returns the documents to store with a manifest that names the report. */
  List<Content> documents() {
    return json == null ? List.of() : List.of(Content.of(json));
  }

  /** Reads the rules that a version was checked against. */
  static List<Rule> rules(DatasetManifest manifest, DatasetStore store) {
    return manifest.report().map(blob -> read("version", blob, store).rules()).orElse(List.of());
  }

  /** Reads the report that a version names. */
  static ValidationReport read(String version, BlobId report, DatasetStore store) {
    return ValidationForms.report(
        NamedBlobs.read(version, "its report", report, () -> store.read(report)));
  }
}
