package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.validation.ValidationForms;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.ColumnProfileBuilder;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.ValidationReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stays of the manifest and the report of a purged version: nothing that is a value of a row,
 * or computed from values. A mean is the value itself where there is one row.
 *
 * @param manifest without files; names the report
 * @param documents the report, to be stored
 */
record PurgedManifest(DatasetManifest manifest, List<Content> documents) {
  /**
   * Reduces a manifest.
   *
   * @param report the report it names, null for none
   */
  static PurgedManifest of(DatasetManifest whole, @Nullable ValidationReport report) {
    List<ColumnProfile> columns =
        whole.profile().columns().stream().map(PurgedManifest::of).toList();
    DatasetManifest.Builder manifest =
        DatasetManifest.of(
                List.of(),
                whole.format(),
                whole.schema(),
                new Profile(whole.profile().rows(), columns))
            .message(whole.message())
            .author(whole.author())
            .metadata(whole.metadata())
            .parents(whole.parents());
    List<Content> documents = new ArrayList<>();
    if (report != null) {
      byte[] json = ValidationForms.JSON.text(of(report)).getBytes(UTF_8);
      manifest.report(Hashing.hash(json));
      documents.add(Content.of(json));
    }
    return new PurgedManifest(manifest.build(), documents);
  }

  private static ColumnProfile of(ColumnProfile column) {
    ColumnProfileBuilder counts =
        ColumnProfile.builder(column.name(), column.count(), column.missing())
            .numbers(column.numbers().orElse(null));
    column.distinct().ifPresent(counts::distinct);
    return counts.build();
  }

  /** Keeps the rules, by which requests are checked, and how many rows broke each. */
  private static ValidationReport of(ValidationReport report) {
    return new ValidationReport(
        report.rows(), report.results().stream().map(PurgedManifest::of).toList());
  }

  private static RuleResult of(RuleResult result) {
    return new RuleResult(
        result.rule(),
        result.passed(),
        Double.NaN,
        result.checked(),
        result.failures(),
        List.of(),
        "");
  }
}
