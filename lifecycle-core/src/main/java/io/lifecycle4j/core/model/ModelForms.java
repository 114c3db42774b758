package io.lifecycle4j.core.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.tracking.TrackingForms;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.model.ModelManifest.Provenance;

/** The JSON forms of the provenance and the baselines of models. */
public final class ModelForms {
  public static final Json JSON =
      TrackingForms.JSON.with(
          forms -> {
            forms.setMixInAnnotation(Provenance.class, OriginNames.class);
            forms.setMixInAnnotation(Baseline.class, BaselineNames.class);
          });

  private ModelForms() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "origin")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Provenance.Trained.class, name = "trained"),
    @JsonSubTypes.Type(value = Provenance.External.class, name = "external")
  })
  private interface OriginNames {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "baseline")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Baseline.Adjusted.class, name = "adjusted"),
    @JsonSubTypes.Type(value = Baseline.Linear.class, name = "linear"),
    @JsonSubTypes.Type(value = Baseline.LastValue.class, name = "lastValue")
  })
  private interface BaselineNames {}
}
