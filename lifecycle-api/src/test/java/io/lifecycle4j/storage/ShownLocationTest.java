package io.lifecycle4j.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret in a location is neither kept nor shown. */
class ShownLocationTest {
  private static final URI SIGNED = URI.create("https://host/x.csv?token=s3cret");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:s3cret@host/x.csv",
        "https://s3cret@host/x.csv?token=s3cret#s3cret",
        "https://user:s3cret@host_of_no_dns/x.csv",
        "https://user:s3c%40ret@host/x.csv",
        "jar:https://user:s3cret@host/x.jar!/x.csv"
      })
  void keepsNoLocationThatHoldsAUser(String text) {
    URI location = URI.create(text);

    for (Runnable keep :
        List.<Runnable>of(
            () -> Content.at(location, failing(new IOException("closed"))),
            () -> new StorageMode.Reference(location, "etag"))) {
      assertThatThrownBy(keep::run)
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid location: ")
          .hasMessageContaining("//host")
          .hasMessageEndingWith(" (must not hold a user or a password; Locations know them)")
          .hasMessageNotContainingAny("s3cret", "user:", "s3c%40");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://host/ann@example.com",
        "s3://bucket/a//b@c",
        "file:///home/ann@work/x.csv",
        "mailto:ann@example.com"
      })
  void keepsALocationWhosePathHasASignOfAUser(String text) {
    URI location = URI.create(text);

    assertThat(new StorageMode.Reference(location, "etag").location()).isEqualTo(location);
    assertThat(Locations.shown(location)).isEqualTo(text);
  }

  @Test
  void showsNeitherAQueryNorAFragment() {
    assertThat(Locations.shown(SIGNED)).isEqualTo("https://host/x.csv");
    assertThat(Locations.shown(URI.create("https://host/x#s3cret"))).isEqualTo("https://host/x");
    assertThat(Content.at(SIGNED, failing(new IOException()))).hasToString("https://host/x.csv");
    assertThatThrownBy(() -> new StorageMode.Reference(URI.create("x?s3cret"), "etag"))
        .hasMessage("Invalid location: x (must be absolute)");
  }

  @Test
  void hidesTheQueryThatAClientNames() {
    for (IOException failure :
        List.of(
            new IOException("403 for URL: " + SIGNED, new IOException(SIGNED.toString())),
            new FileNotFoundException(SIGNED.toString()),
            new NoSuchFileException(SIGNED.toString()),
            new EOFException("end of " + SIGNED))) {
      assertThatThrownBy(
              () -> Content.at(SIGNED, failing(failure)).writeTo(OutputStream.nullOutputStream()))
          .isExactlyInstanceOf(failure.getClass())
          .hasMessage(String.valueOf(failure.getMessage()).replace("?token=s3cret", ""))
          .hasNoCause()
          .satisfies(shown -> assertThat(shown.getStackTrace()).isEqualTo(failure.getStackTrace()));
    }
  }

  @Test
  void leavesAHarmlessFailureAsItIs() {
    URI plain = URI.create("https://host/x.csv");
    for (IOException failure :
        List.of(new IOException(), new IOException("no route"), new IOException("" + plain))) {
      assertThat(Locations.shown(SIGNED, failure)).isSameAs(failure);
      assertThat(Locations.shown(plain, failure)).isSameAs(failure);
    }
  }

  @Test
  void hidesTheQueryOfWhatChangesWhileItIsRead() {
    Locations changing =
        new Locations() {
          @Override
          public Stat stat(URI location) {
            return new Stat("etag-2", 0);
          }

          @Override
          public Located open(URI location) {
            return new Located(new Stat("etag-1", 0), java.io.InputStream.nullInputStream());
          }
        };

    assertThatThrownBy(() -> Content.at(SIGNED, changing).writeTo(OutputStream.nullOutputStream()))
        .hasMessage("https://host/x.csv changed while it was read (try again)");
  }

  private static Locations failing(IOException failure) {
    return new Locations() {
      @Override
      public Stat stat(URI location) throws IOException {
        throw failure;
      }

      @Override
      public Located open(URI location) throws IOException {
        throw failure;
      }
    };
  }
}
