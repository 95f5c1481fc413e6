import { Injectable, type PipeTransform } from '@nestjs/common';

/** The dealers that a query names, in whatever case and how often it names them. */
@Injectable()
export class NamedDealersPipe implements PipeTransform {
  transform(query: Readonly<Record<string, string | string[]>>): string[] {
    return Object.entries(query)
      .filter(([name]) => name.toLowerCase() === 'dealer')
      .flatMap(([, value]) => value)
      .map((value) => value.trim())
      .filter((value) => value !== '');
  }
}
