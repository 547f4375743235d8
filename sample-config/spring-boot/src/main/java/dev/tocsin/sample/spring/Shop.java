package dev.tocsin.sample.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application. */
@SpringBootApplication
public class Shop {
  public Shop() {}

  public static void main(String[] arguments) {
    var unused = SpringApplication.run(Shop.class, arguments);
  }
}
