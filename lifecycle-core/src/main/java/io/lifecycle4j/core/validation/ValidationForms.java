package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.required;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonProperty.Access;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.profile.ProfileForms;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.validation.Check;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.TableCheck;
import io.lifecycle4j.validation.ValidationReport;
import io.lifecycle4j.validation.ValidationReport.Outcome;
import java.util.Optional;
import java.util.function.Predicate;

/** The JSON forms of rules and reports. */
public final class ValidationForms {
  /** Reads and writes rules and reports, and the forms of {@link ProfileForms}. */
  public static final Json JSON = ProfileForms.JSON.with(ValidationForms::register);

  private ValidationForms() {}

  /**
   * Reads a report from JSON in UTF-8. Tests of one's own come back without their code.
   *
   * @throws io.lifecycle4j.error.CorruptDataException if it is no report
   */
  public static ValidationReport report(byte[] json) {
    return JSON.read(required(json, "JSON"), ValidationReport.class, "validation report");
  }

  private static void register(Forms forms) {
    forms.setMixInAnnotation(Check.class, CheckNames.class);
    forms.setMixInAnnotation(RowCheck.Satisfies.class, Named.class);
    forms.setMixInAnnotation(Rule.class, Read.class);
    forms.setMixInAnnotation(ValidationReport.class, Judged.class);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = RowCheck.NotNull.class, name = "notNull"),
    @JsonSubTypes.Type(value = RowCheck.WellTyped.class, name = "wellTyped"),
    @JsonSubTypes.Type(value = RowCheck.AllWellTyped.class, name = "allWellTyped"),
    @JsonSubTypes.Type(value = RowCheck.Between.class, name = "between"),
    @JsonSubTypes.Type(value = RowCheck.OneOf.class, name = "in"),
    @JsonSubTypes.Type(value = RowCheck.OneOfNumbers.class, name = "inNumbers"),
    @JsonSubTypes.Type(value = RowCheck.Matches.class, name = "matches"),
    @JsonSubTypes.Type(value = RowCheck.Length.class, name = "length"),
    @JsonSubTypes.Type(value = RowCheck.Below.class, name = "below"),
    @JsonSubTypes.Type(value = RowCheck.NotAbove.class, name = "notAbove"),
    @JsonSubTypes.Type(value = RowCheck.Satisfies.class, name = "satisfies"),
    @JsonSubTypes.Type(value = TableCheck.Measured.class, name = "measured"),
    @JsonSubTypes.Type(value = TableCheck.Unique.class, name = "unique"),
    @JsonSubTypes.Type(value = TableCheck.NoOverlap.class, name = "noOverlap"),
    @JsonSubTypes.Type(value = TableCheck.RowCount.class, name = "rowCount"),
    @JsonSubTypes.Type(value = TableCheck.RowCountChange.class, name = "rowCountChange"),
    @JsonSubTypes.Type(value = TableCheck.Fresh.class, name = "fresh"),
    @JsonSubTypes.Type(value = TableCheck.Contained.class, name = "contained"),
    @JsonSubTypes.Type(value = TableCheck.Disjoint.class, name = "disjoint")
  })
  private interface CheckNames {}

  /** The code of a custom test is not stored. */
  private abstract static class Named {
    @JsonIgnore
    @SuppressWarnings("UnusedVariable") // names the field that Jackson leaves out
    private Optional<Predicate<Row>> test = Optional.empty();
  }

  private abstract static class Read {
    @JsonProperty(access = Access.READ_ONLY)
    abstract String sentence();
  }

  private abstract static class Judged {
    @JsonProperty(access = Access.READ_ONLY)
    abstract Outcome outcome();
  }
}
