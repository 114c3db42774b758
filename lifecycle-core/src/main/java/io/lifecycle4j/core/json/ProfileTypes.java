package io.lifecycle4j.core.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Distinct;
import io.lifecycle4j.profile.Lengths;
import io.lifecycle4j.profile.NumberCounts;
import io.lifecycle4j.profile.Quantiles;
import io.lifecycle4j.profile.Shape;
import org.jspecify.annotations.Nullable;

/** How the summary of a column is written. What a column of its type never has is left out. */
final class ProfileTypes {
  private ProfileTypes() {}

  static void name(SimpleModule module) {
    module.setMixInAnnotation(ColumnProfile.class, Parts.class);
    module.setMixInAnnotation(ColumnProfile.Builder.class, Reader.class);
  }

  @SuppressWarnings("UnusedVariable") // Jackson looks at names and annotations only
  @JsonDeserialize(builder = ColumnProfile.Builder.class)
  private abstract static class Parts {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private @Nullable Shape shape;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private @Nullable NumberCounts numbers;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private @Nullable Quantiles quantiles;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private @Nullable Lengths lengths;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private @Nullable Distinct distinct;
  }

  @SuppressWarnings("UnusedVariable") // as above
  @JsonPOJOBuilder(withPrefix = "")
  private abstract static class Reader {
    @JsonCreator
    Reader(
        @JsonProperty("name") String name,
        @JsonProperty("count") long count,
        @JsonProperty("missing") long missing) {}
  }
}
