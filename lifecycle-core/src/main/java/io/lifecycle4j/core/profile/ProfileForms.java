package io.lifecycle4j.core.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.ColumnProfileBuilder;

/** The JSON form of the profile of a column. What its type never has is left out. */
public final class ProfileForms {
  /** Reads and writes profiles, and the forms of {@link SchemaForms}. */
  public static final Json JSON = SchemaForms.JSON.with(ProfileForms::register);

  private ProfileForms() {}

  private static void register(Forms forms) {
    forms.setMixInAnnotation(ColumnProfile.class, Parts.class);
    forms.setMixInAnnotation(ColumnProfileBuilder.class, Reader.class);
  }

  @WithoutNulls
  @JsonDeserialize(builder = ColumnProfileBuilder.class)
  private interface Parts {}

  @SuppressWarnings("UnusedVariable") // Jackson looks at names and annotations only
  @JsonPOJOBuilder(withPrefix = "")
  private abstract static class Reader {
    @JsonCreator
    Reader(
        @JsonProperty("name") String name,
        @JsonProperty("count") long count,
        @JsonProperty("missing") long missing) {}
  }
}
