package io.lifecycle4j.core.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.evaluation.Evaluation;
import org.junit.jupiter.api.Test;

class MarkdownTest {
  @Test
  void escapesWhatMarkdownOrATerminalInterprets() {
    assertThat(Markdown.escaped("val_loss of [a](b) | <i>é</i> & \u001b\u202e\u2028~_x_"))
        .isEqualTo("val_loss of \\[a\\]\\(b\\) \\| \\<i\\>é\\</i\\> \\&    \\~\\_x\\_");
  }

  @Test
  void leavesTheClassOfAMetricAsItIs() {
    assertThat(Markdown.escaped("recall[yes]")).isEqualTo("recall[yes]");
    assertThat(Markdown.escaped("recall[n[a]]")).isEqualTo("recall\\[n\\[a\\]\\]");
    assertThat(Markdown.escaped("see[a](b)")).isEqualTo("see\\[a\\]\\(b\\)");
  }

  @Test
  void makesNoLinkOfAnAddress() {
    assertThat(Markdown.escaped("see http://evil.com, WWW.evil.com; 12:30 at b.com"))
        .isEqualTo("see http\\://evil.com, WWW\\.evil.com; 12:30 at b.com");
  }

  @Test
  void escapesAsTheTableOfAnEvaluationDoes() {
    StringBuilder every = new StringBuilder("a_b a__b _a a_ é_1 http://a www.a");
    for (char c = 0; c < 0x3000; c++) {
      every.append(c).append("x");
    }
    String text = every.toString();

    assertThat(Evaluation.builder(text, "data", 1).build().markdown())
        .startsWith(Markdown.escaped(text) + " on data ");
  }
}
