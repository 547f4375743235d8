package dev.tocsin.sample.spring;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the shop shows. */
@RestController
class Pages {
  private final Orders orders;

  Pages(Orders orders) {
    this.orders = orders;
  }

  @GetMapping("/")
  String home() {
    return "Welcome";
  }

  @PostMapping("/orders")
  String order() {
    return "ordered";
  }

  @GetMapping("/admin")
  String admin() {
    return "The shop's settings";
  }

  @GetMapping("/admin/orders/{customer}")
  List<String> export(@PathVariable("customer") String customer) {
    return orders.export(customer);
  }
}
