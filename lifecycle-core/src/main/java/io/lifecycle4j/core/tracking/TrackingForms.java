package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.preprocessing.PreprocessingForms;
import io.lifecycle4j.tracking.Param;

/** The JSON form of parameters; a type of a newer version is read as text. */
public final class TrackingForms {
  public static final Json JSON =
      PreprocessingForms.JSON.with(
          forms -> forms.form(Param.Type.class, String.class, Param.Type::name, Param.Type::named));

  private TrackingForms() {}
}
