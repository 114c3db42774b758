package io.lifecycle4j.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumProvider;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A provider of another medium hears what the user asked for. */
class MediumProviderTest {
  private static final URI PLACE = URI.create("shelf:left");

  /** Writes no more than the interface asks for, and has no home yet. */
  private static final class Shelf implements MediumProvider {
    final List<Set<MediumOption>> asked = new ArrayList<>();

    @Override
    public String scheme() {
      return "shelf";
    }

    @Override
    public Medium open(URI location, Set<MediumOption> options) {
      asked.add(options);
      throw new NotFoundException("Home does not exist: " + location);
    }
  }

  @Test
  void hearsTheOptionsOfTheUser() {
    Shelf shelf = new Shelf();
    assertThatThrownBy(() -> shelf.open(PLACE, Set.of(MediumOption.MUST_EXIST)))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> shelf.open(PLACE)).isInstanceOf(NotFoundException.class);
    assertThat(shelf.asked).containsExactly(Set.of(MediumOption.MUST_EXIST), Set.of());
  }

  @Test
  void cannotDropTheOptionsUnawares() throws NoSuchMethodException {
    assertThat(MediumProvider.class.getMethod("open", URI.class, Set.class).getModifiers())
        .matches(Modifier::isAbstract);
  }
}
