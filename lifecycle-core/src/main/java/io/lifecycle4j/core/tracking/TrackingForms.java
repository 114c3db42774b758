package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.preprocessing.PreprocessingForms;
import io.lifecycle4j.tracking.Param;

/** How parameters of runs are written: a type that a newer version wrote is read as a text. */
public final class TrackingForms {
  /** Writes and reads them, and what is left of them. */
  public static final Json JSON =
      PreprocessingForms.JSON.with(
          forms -> forms.form(Param.Type.class, String.class, Param.Type::name, Param.Type::named));

  private TrackingForms() {}
}
