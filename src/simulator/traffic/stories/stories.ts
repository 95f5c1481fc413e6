import { CHAIN_STORIES } from './chain-stories.js';
import { CONTRACT_STORIES } from './contract-stories.js';
import { ERROR_STORIES } from './error-stories.js';
import { LEAD_STORIES } from './lead-stories.js';
import { RENTAL_STORIES } from './rental-stories.js';
import { SERVICE_STORIES } from './service-stories.js';
import { SITE_STORIES } from './site-stories.js';
import type { Story } from './story.js';

/** The stories that are built in. */
export const STORIES: readonly Story[] = [
  ...CONTRACT_STORIES,
  ...SITE_STORIES,
  ...SERVICE_STORIES,
  ...RENTAL_STORIES,
  ...LEAD_STORIES,
  ...CHAIN_STORIES,
  ...ERROR_STORIES,
];
