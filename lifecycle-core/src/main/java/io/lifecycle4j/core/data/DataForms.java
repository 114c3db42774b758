package io.lifecycle4j.core.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.validation.ValidationForms;
import io.lifecycle4j.data.SplitPlan;

/** The JSON forms of split plans. */
public final class DataForms {
  /** Reads and writes split plans, and the forms of {@link ValidationForms}. */
  public static final Json JSON =
      ValidationForms.JSON.with(
          forms -> forms.setMixInAnnotation(SplitPlan.class, PlanNames.class));

  /** The same, for documents that hold the profiles of many columns. */
  static final Json WIDE = JSON.wide();

  private DataForms() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "plan")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = SplitPlan.ByHash.class, name = "byHash"),
    @JsonSubTypes.Type(value = SplitPlan.ByKey.class, name = "byKey"),
    @JsonSubTypes.Type(value = SplitPlan.ByColumn.class, name = "byColumn"),
    @JsonSubTypes.Type(value = SplitPlan.ByRole.class, name = "byRole"),
    @JsonSubTypes.Type(value = SplitPlan.ByTime.class, name = "byTime"),
    @JsonSubTypes.Type(value = SplitPlan.ByTimeShares.class, name = "byTimeShares"),
    @JsonSubTypes.Type(value = SplitPlan.Stratified.class, name = "stratified"),
    @JsonSubTypes.Type(value = SplitPlan.Refined.class, name = "refined")
  })
  private interface PlanNames {}
}
