package io.lifecycle4j.core.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.storage.FormatText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The directories of a home are those that docs/FORMAT.md names, and treated as it says. */
class RoomsDocumentedTest {
  @Test
  void areInThePictureOfAHome() {
    Set<String> drawn =
        FormatText.fileNames().stream()
            .filter(name -> name.contains("/"))
            .map(name -> name.substring(0, name.indexOf('/')))
            .collect(Collectors.toCollection(TreeSet::new));
    drawn.remove("cache"); // is made when it is needed, and no room of the home
    assertThat(drawn).containsExactlyInAnyOrderElementsOf(HomePlace.ROOMS);
  }

  @Test
  void haveNoLinkInTheirPlace() {
    List<String> checked = new ArrayList<>(HomePlace.ROOMS);
    checked.add("format.json");
    MatchResult links =
        FormatText.sentence("A link in the place of ([^.]*(?:\\.json)[^.]*) is refused");
    assertThat(FormatText.code(links.group(1))).containsExactlyInAnyOrderElementsOf(checked);
  }

  @Test
  void areDamageWhenTheyAreLostOrAreMadeAgain() {
    MatchResult lost = FormatText.sentence("So is the loss of ([^;.]*); ([^.]*) are made again");
    List<String> others = new ArrayList<>(HomePlace.ROOMS);
    others.removeAll(HomePlace.DATA);
    assertThat(FormatText.code(lost.group(1))).containsExactlyInAnyOrderElementsOf(HomePlace.DATA);
    assertThat(FormatText.code(lost.group(2))).containsExactlyInAnyOrderElementsOf(others);
  }
}
