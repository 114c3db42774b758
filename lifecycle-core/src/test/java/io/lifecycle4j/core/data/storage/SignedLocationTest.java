package io.lifecycle4j.core.data.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The query of a location often is a password: it opens the file, and no message shows it. */
class SignedLocationTest {
  private static final URI SIGNED = URI.create("https://host/rides.csv?token=s3cret");

  private final Server server = new Server();
  private final Medium medium = Media.memory();
  private final InstantSource clock = InstantSource.fixed(SampleHome.NOW);
  private final DatasetStore store = DatasetStores.over(medium, clock, server);

  @AfterEach
  void close() {
    medium.close();
  }

  /** A server that names the whole location when it cannot give it, as clients of HTTP do. */
  private static final class Server implements Locations {
    private @Nullable IOException failure;
    private String tag = "etag-1";

    private Stat now() throws IOException {
      if (failure != null) {
        throw failure;
      }
      return new Stat(tag, bytes().length);
    }

    private static byte[] bytes() {
      return "day,temp,riders\nMon,1,10\n".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Stat stat(URI location) throws IOException {
      return now();
    }

    @Override
    public Located open(URI location) throws IOException {
      return new Located(now(), new ByteArrayInputStream(bytes()));
    }
  }

  private Snapshot snapshot(URI location) {
    return DatasetStores.datasets(store, clock)
        .dataset("rides")
        .snapshot(Sources.csv("rides.csv", Content.at(location, server)))
        .schema(SampleHome.RIDES);
  }

  private void rows() {
    store.rows(store.find("rides", 1).orElseThrow()).forEach(row -> {});
  }

  /** Refuses with the name of the file, and no secret in all that a log would show. */
  private static void assertHidden(Class<? extends LifecycleException> type, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(type)
        .hasMessageContaining("host/rides.csv")
        .satisfies(
            e -> {
              StringWriter log = new StringWriter();
              e.printStackTrace(new PrintWriter(log, true));
              assertThat(log.toString()).doesNotContain("s3cret");
            });
  }

  @Test
  void refusesAUserInALocation() {
    URI location = URI.create("https://user:s3cret@host/rides.csv?token=s3cret");

    assertHidden(InvalidValueException.class, () -> snapshot(location).byReference().commit());
  }

  @Test
  void hidesTheQueryWhenAFileCannotBeTaken() {
    server.failure = new IOException("Server returned 403 for URL: " + SIGNED);
    assertHidden(InvalidDataException.class, () -> snapshot(SIGNED).commit());
    assertHidden(InvalidDataException.class, () -> snapshot(SIGNED).byReference().commit());
  }

  @Test
  void hidesTheQueryWhenAReferenceCannotBeRead() {
    snapshot(SIGNED).byReference().commit();
    rows();

    server.failure = new IOException("Server returned 403 for URL: " + SIGNED);
    assertHidden(InvalidDataException.class, this::rows);
    server.failure = new FileNotFoundException(SIGNED.toString());
    assertHidden(StaleDataException.class, this::rows);
    server.failure = null;
    server.tag = "etag-2";
    assertHidden(StaleDataException.class, this::rows);
  }

  @Test
  void hidesASecretInTheLocationOfAHome() {
    for (String location :
        new String[] {"nobody://user:s3cret@host/rides.csv", "file://host/rides.csv?s3cret"}) {
      assertHidden(LifecycleException.class, () -> Medium.open(URI.create(location)).close());
    }
  }
}
