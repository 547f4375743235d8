package dev.tocsin.sample.spring;

import dev.tocsin.spring.Audited;
import java.util.List;
import org.springframework.stereotype.Service;

/** The shop's orders. */
@Service
class Orders {
  private static final List<String> ALL = List.of("4711", "4712");

  Orders() {}

  @Audited(
      type = "data_export",
      targetType = "orders",
      target = "#customer",
      details = "orders=#result.size()")
  List<String> export(String customer) {
    if (customer.isBlank()) {
      throw new IllegalArgumentException("no customer");
    }
    return ALL;
  }
}
