package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Names every bad location: the library opens none but files, and neither keeps nor shows a
 * password.
 */
class BadLocationsTest extends InSandbox {
  private static final String SECRET = "s3cret";

  /** Answers whatever is asked, as a server of somebody else does. */
  private static final class Anything implements Locations {
    private static final byte[] BYTES = "a,b\n1,x\n".getBytes(StandardCharsets.UTF_8);

    @Override
    public Stat stat(URI location) {
      return new Stat("etag", BYTES.length);
    }

    @Override
    public Located open(URI location) {
      return new Located(stat(location), new ByteArrayInputStream(BYTES));
    }
  }

  /** Something that is done with a location. */
  private interface Use {
    void run(URI location);
  }

  @Test
  void opensNoHomeThere() {
    assertThat(inputs("location")).hasSizeGreaterThan(20);
    assertAll(
        inputs("location")
            .flatMap(
                input ->
                    Stream.of(
                        () -> hold(input, "location", at -> Lifecycle.open(at).close()),
                        () -> hold(input, "location", at -> build(at).open().close()),
                        () -> hold(input, "location", at -> Medium.open(at).close()))));
  }

  @Test
  void refersToNothingThere() {
    assertThat(inputs("reference")).hasSizeGreaterThan(20);
    assertAll(inputs("reference").map(input -> () -> hold(input, "reference", this::refer)));
  }

  private static LifecycleBuilder build(URI location) {
    return Lifecycle.builder().location(location);
  }

  private void refer(URI location) {
    sandbox
        .lifecycle
        .datasets()
        .dataset("there")
        .snapshot(Sources.csv("rows.csv", Content.at(location, new Anything())))
        .schema(Sandbox.SCHEMA)
        .byReference()
        .commit();
  }

  private void hold(BadInput input, String kind, Use use) throws Exception {
    URI location = URI.create(String.valueOf(input.asText()));
    Promise.hold(
        sandbox,
        kind + " " + input,
        input.expected(kind),
        "",
        () -> {
          try {
            use.run(location);
            return "";
          } catch (LifecycleException e) {
            assertThat(e).describedAs(input.toString()).hasMessageNotContaining(SECRET);
            throw e;
          }
        });
  }
}
