package dev.tocsin.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Each built-in type has its method, and no method stands for another one. */
class ExpectedEventsTest {
  private static String methodOf(EventType type) {
    String[] words = type.name().split("_");
    StringBuilder name = new StringBuilder(words[0]);
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return name.toString();
  }

  @Test
  void everyTypeOfAnApplicationHasAMethodOfItsName() throws ReflectiveOperationException {
    List<EventType> types =
        EventTypes.builtIn().all().stream().filter(type -> !type.isReserved()).toList();
    assertThat(types).hasSize(58);
    for (EventType type : types) {
      Method method = ExpectedEvents.class.getMethod(methodOf(type));
      assertThat(method.invoke(null)).hasToString(type.name());
    }
    List<String> others =
        Arrays.stream(ExpectedEvents.class.getMethods())
            .filter(method -> method.getDeclaringClass() == ExpectedEvents.class)
            .map(Method::getName)
            .filter(name -> types.stream().noneMatch(type -> methodOf(type).equals(name)))
            .distinct()
            .toList();
    assertThat(others).containsExactlyInAnyOrder("anyEvent", "event");
  }
}
