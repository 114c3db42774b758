package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Locations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Names every bad location: the library opens none but files, and neither keeps nor shows a
 * password.
 */
class BadLocationsTest {
  private static final String SECRET = "s3cret";

  private Path directory;
  private Sandbox sandbox;

  @BeforeEach
  void begin() throws IOException {
    directory = Directories.create();
    sandbox = Sandbox.begin(directory);
  }

  @AfterEach
  void end() throws IOException {
    assertThat(sandbox.stored()).containsAllEntriesOf(sandbox.learned());
    sandbox.close();
    assertThat(Sandbox.descriptors(directory)).isEmpty();
    Directories.delete(directory);
  }

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

  private static Stream<BadInput> inputs(String kind) {
    return BadInput.all().stream().filter(input -> !input.expected(kind).isEmpty());
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
            .map(input -> () -> hold(input, "location", at -> Lifecycle.open(at).close())));
  }

  @Test
  void refersToNothingThere() {
    assertThat(inputs("reference")).hasSizeGreaterThan(20);
    assertAll(inputs("reference").map(input -> () -> hold(input, "reference", this::refer)));
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
